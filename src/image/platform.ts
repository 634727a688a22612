import { ToolError } from '../errors.ts';

/** OCI image-spec image-index.md, "platform"; the names are Go's GOOS and GOARCH. */
export interface Platform {
  readonly os: string;
  readonly architecture: string;
  readonly variant?: string;
}

/** Parses `os/architecture[/variant]`, as docker's --platform takes it; ToolError `platform-invalid`. */
export function parsePlatform(text: string): Platform {
  const match = /^([a-z0-9_]+)\/([a-z0-9_]+)(?:\/([a-z0-9_.]+))?$/.exec(text);
  const [, os, architecture, variant] = match ?? [];
  if (os === undefined || architecture === undefined) {
    throw new ToolError(
      'platform-invalid',
      `platform: ${JSON.stringify(text)} is not a platform`,
      'write it as os/architecture, for example linux/amd64',
    );
  }
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}

/** The platform as text that parses to the same one. */
export function formatPlatform({ os, architecture, variant }: Platform): string {
  return [os, architecture, ...(variant === undefined ? [] : [variant])].join('/');
}
