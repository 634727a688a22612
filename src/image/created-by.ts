/** What the history of an image says of a layer of ours (OCI image-spec config.md, `created_by`). */
export function createdBy(what: string): string {
  return `arm64-on-x86: ${what}`;
}
