import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { proxyFor } from '../../src/http/proxy.ts';

const PROXY = 'http://proxy.example:3128';
const isDirect = (url: string, noProxy: string): boolean =>
  proxyFor(new URL(url), { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY, NO_PROXY: noProxy }) === undefined;

/** As in golang.org/x/net/http/httpproxy, proxy_test.go and the documentation of Config.NoProxy. */
const TABLE: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['', [], ['https://corp.example', 'https://10.0.0.1']],
  ['*', ['https://corp.example', 'http://10.0.0.1', 'http://[2001:db8::1]'], []],
  [
    'corp.example',
    [
      'https://corp.example',
      'https://r.corp.example:5000',
      'https://a.r.corp.example',
      'http://CORP.example',
    ],
    ['https://notcorp.example', 'https://corp.example.org'],
  ],
  ['.corp.example', ['https://r.corp.example'], ['https://corp.example', 'https://xcorp.example']],
  ['*.Corp.Example', ['https://r.corp.example'], ['https://corp.example']],
  [
    'corp.example:5000',
    ['https://corp.example:5000', 'http://r.corp.example:5000'],
    ['https://corp.example', 'http://corp.example:50'],
  ],
  ['corp.example:443', ['https://corp.example'], ['http://corp.example']],
  ['10.1.2.3', ['https://10.1.2.3:5000'], ['https://10.1.2.30', 'https://x.10.1.2.3.example']],
  ['10.1.2.3:80', ['http://10.1.2.3'], ['https://10.1.2.3', 'http://10.1.2.3:81']],
  [
    '10.0.0.0/8,192.168.1.0/24',
    ['https://10.200.1.1', 'http://192.168.1.255'],
    ['https://11.0.0.1', 'http://192.168.2.1', 'http://[2001:db8::1]', 'https://corp.example'],
  ],
  ['10.0.0.0/33,x/8,/8,:80', [], ['http://10.0.0.1', 'http://x']],
  ['2001:db8::/32', ['http://[2001:db8:1::1]'], ['http://[2001:db9::1]', 'http://10.0.0.1']],
  ['2001:DB8::0:1', ['http://[2001:db8::1]:5000'], ['http://[2001:db8::2]']],
  ['[2001:db8::1]:5000', ['http://[2001:db8::1]:5000'], ['http://[2001:db8::1]']],
  ['[2001:db8::1]', ['http://[2001:db8::1]:5000'], ['http://[2001:db8::2]']],
  [
    ' a.example ,\tb.example c.example',
    ['https://a.example', 'https://x.b.example', 'https://c.example'],
    [],
  ],
];

describe('NO_PROXY', () => {
  for (const [noProxy, direct, proxied] of TABLE) {
    it(JSON.stringify(noProxy), () => {
      for (const url of direct) assert.ok(isDirect(url, noProxy), `${url} is asked by way of the proxy`);
      for (const url of proxied) assert.ok(!isDirect(url, noProxy), `${url} is asked itself`);
    });
  }
});

describe('HTTPS_PROXY and HTTP_PROXY', () => {
  const [secure, plain] = [new URL('https://r.example/v2/'), new URL('http://r.example/v2/')];

  it('are for one protocol each, in capitals first', () => {
    const env = {
      HTTPS_PROXY: 'http://a:1',
      https_proxy: 'http://b:1',
      HTTP_PROXY: '',
      http_proxy: 'http://c:1',
    };
    assert.deepEqual([proxyFor(secure, env), proxyFor(plain, env)], ['http://a:1', 'http://c:1']);
    assert.deepEqual([proxyFor(secure, { HTTP_PROXY: PROXY }), proxyFor(plain, {})], [undefined, undefined]);
    assert.equal(proxyFor(secure, { ...env, no_proxy: 'r.example' }), undefined);
  });

  it('speak http where they do not say what they speak', () => {
    for (const [said, meant] of [
      ['proxy.example:3128', PROXY],
      ['10.0.0.1:3128', 'http://10.0.0.1:3128'],
      ['https://proxy.example', 'https://proxy.example'],
    ])
      assert.equal(proxyFor(secure, { HTTPS_PROXY: said }), meant);
  });

  it('are not for this machine', () => {
    for (const host of ['localhost', '127.1.2.3', '[::1]'])
      assert.equal(proxyFor(new URL(`http://${host}:5000/`), { HTTP_PROXY: PROXY }), undefined);
  });
});
