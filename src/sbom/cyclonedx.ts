import { createHash } from 'node:crypto';
import type { Bom, BomLayer, Material } from './material.ts';

/** The SPDX licence list as far as src/sbom/licences.ts gives its identifiers; other names are only names. */
const SPDX_IDENTIFIER =
  /^(A?GPL|LGPL|GFDL)-\d\.\d-(only|or-later)$|^(MIT|ISC|Zlib|curl|BSD-[23]-Clause|Apache-2\.0|Artistic-2\.0|MPL-2\.0|OLDAP-2\.8)$/;

/** The SBOM in CycloneDX 1.6 JSON (ECMA-424). The same image gives the same bytes: no time, no random number. */
export function cycloneDx(bom: Bom): string {
  const image = `image:${bom.digest}`;
  const base = { ...bom.distribution, reference: 'rootfs' };
  const layers = bom.layers.map((layer) => layerComponent(layer));
  const document = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(bom.digest)}`,
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'arm64-on-x86', version: bom.toolVersion }] },
      component: {
        ...{ type: 'container', 'bom-ref': image, name: bom.name || 'image', version: bom.digest },
        hashes: [sha256(bom.digest)],
      },
    },
    components: [
      {
        ...{ type: 'operating-system', 'bom-ref': base.reference, name: base.id, version: base.version },
        ...nested(bom.packages, 'rootfs'),
        ...(bom.packages.length === 0 ? { properties: [NOT_LISTED] } : {}),
      },
      ...layers,
    ],
    dependencies: [
      { ref: image, dependsOn: [base.reference, ...bom.layers.map(({ name }) => `component:${name}`)] },
    ],
    ...compositions(bom),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

const NOT_LISTED = {
  name: 'arm64-on-x86:packages',
  value: 'not listed: the root filesystem has no record of its packages that could be read (dpkg, apk, rpm)',
};

/** CycloneDX 1.6, "compositions": what has more parts than this document names. */
function compositions({ packages, layers }: Bom): object {
  const assemblies = [
    ...(packages.length === 0 ? ['rootfs'] : []),
    ...layers.filter(({ complete }) => !complete).map(({ name }) => `component:${name}`),
  ];
  return assemblies.length === 0 ? {} : { compositions: [{ aggregate: 'incomplete', assemblies }] };
}

function layerComponent({ name, digest, materials }: BomLayer): object {
  return {
    ...{ type: 'application', 'bom-ref': `component:${name}`, group: 'arm64-on-x86', name, version: digest },
    hashes: [sha256(digest)],
    ...nested(materials, `component:${name}`),
  };
}

/** Nothing for none: the schema wants no empty list there. */
function nested(materials: readonly Material[], parent: string): object {
  if (materials.length === 0) return {};
  const refs = new Set<string>();
  const refOf = ({ name, version, purl }: Material): string => {
    const short = `${parent}/${name}@${version}`;
    // One package for several architectures (multiarch) differs in its URL.
    let ref = refs.has(short) && purl !== undefined ? `${parent}/${purl}` : short;
    while (refs.has(ref)) ref += '+';
    refs.add(ref);
    return ref;
  };
  return { components: materials.map((material) => materialComponent(material, refOf(material))) };
}

function materialComponent({ name, version, licences, purl, source }: Material, ref: string): object {
  return {
    type: 'library',
    'bom-ref': ref,
    name,
    ...(version === '' ? {} : { version }),
    ...(licences.length === 0 ? {} : { licenses: licences.map(licence) }),
    ...(purl === undefined ? {} : { purl }),
    ...(source === undefined ? {} : { externalReferences: [{ type: 'source-distribution', url: source }] }),
  };
}

function licence(name: string): object {
  return { license: SPDX_IDENTIFIER.test(name) ? { id: name } : { name } };
}

function sha256(digest: string): object {
  return { alg: 'SHA-256', content: digest.replace('sha256:', '') };
}

/** A UUID of version 8, for hashes of one's own choice (RFC 9562, 5.8), from the image's digest. */
function uuidOf(digest: string): string {
  const hex = createHash('sha256').update(`arm64-on-x86 sbom ${digest}`).digest('hex').slice(0, 32);
  const parts = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/.exec(hex)?.slice(1) ?? [];
  const [low, middle, high, clock, node] = parts;
  return `${low}-${middle}-8${high}-a${clock}-${node}`;
}
