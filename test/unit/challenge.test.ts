import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseChallenges } from '../../src/registry/challenge.ts';

for (const [what, field, expected] of [
  ['nothing', '', []],
  ['Basic', 'Basic realm="a b"', [{ scheme: 'basic', params: { realm: 'a b' } }]],
  [
    'Bearer, as Docker Hub sends it',
    'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
    [
      {
        scheme: 'bearer',
        params: {
          realm: 'https://auth.docker.io/token',
          service: 'registry.docker.io',
          scope: 'repository:a/b:pull,push',
        },
      },
    ],
  ],
  [
    'names in any case, spaces, tokens without quotes',
    'BEARER  Realm = "x" , SERVICE=y',
    [{ scheme: 'bearer', params: { realm: 'x', service: 'y' } }],
  ],
  [
    'several challenges in one field',
    'Bearer realm="x", error="invalid_token", Basic realm="y"',
    [
      { scheme: 'bearer', params: { realm: 'x', error: 'invalid_token' } },
      { scheme: 'basic', params: { realm: 'y' } },
    ],
  ],
  [
    'a scheme without parameters and one with a token68',
    'Negotiate, NTLM TlRMTVNTUAAB==, Basic realm="y"',
    [
      { scheme: 'negotiate', params: {} },
      { scheme: 'ntlm', params: {} },
      { scheme: 'basic', params: { realm: 'y' } },
    ],
  ],
  [
    'escapes in quotes',
    'Basic realm="a \\"b\\" \\\\ c"',
    [{ scheme: 'basic', params: { realm: 'a "b" \\ c' } }],
  ],
  ['a comma in quotes', 'Basic realm="a, b=c"', [{ scheme: 'basic', params: { realm: 'a, b=c' } }]],
  ['an unfinished quote', 'Bearer realm="x', [{ scheme: 'bearer', params: {} }]],
  ['rubbish', '"=', []],
] as const) {
  test(`parses ${what}`, () =>
    assert.deepEqual(parseChallenges(field).slice(0, expected.length || 9), expected));
}
