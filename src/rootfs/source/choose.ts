import { ToolError } from '../../errors.ts';
import type { ForeignDescriptor } from '../../image/read/manifest.ts';

/**
 * The image for linux/arm64 in an index, OCI image-spec image-index.md "platform".
 * @param image names the index in messages.
 * @param takeOnly take the only image whatever platform it names: programs that work on files on disk write the
 *   machine's own. What is in it decides later.
 * @throws ToolError `rootfs-not-aarch64` with the platforms that it has.
 */
export function chooseArm64(
  manifests: readonly ForeignDescriptor[],
  image: string,
  takeOnly: boolean,
): ForeignDescriptor {
  // Attestations of buildx stand beside images, as unknown/unknown.
  const images = manifests.filter(
    ({ platform, annotations }) =>
      platform?.os !== 'unknown' && annotations['vnd.docker.reference.type'] === undefined,
  );
  const fits = images.filter(({ platform }) => platform?.os === 'linux' && platform.architecture === 'arm64');
  const variant = (name: string | undefined) => fits.find(({ platform }) => platform?.variant === name);
  const [first] = fits;
  const only = images.length === 1 && (takeOnly || images[0]?.platform === undefined) ? images[0] : undefined;
  // v8 is what arm64 means without a variant (image-index.md, "Platform Variants").
  const chosen = variant('v8') ?? variant(undefined) ?? first ?? only;
  if (chosen !== undefined) return chosen;
  const platforms = images.map(({ platform }) => nameOf(platform)).join(', ');
  throw new ToolError(
    'rootfs-not-aarch64',
    `rootfs: ${image} has no image for linux/arm64${platforms === '' ? '' : `, only for ${platforms}`}`,
    'name an image that is published for arm64',
  );
}

function nameOf(platform: ForeignDescriptor['platform']): string {
  if (platform === undefined) return 'an unnamed platform';
  const { os, architecture, variant } = platform;
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
