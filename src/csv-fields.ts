/**
 * Reads `key=value,key=value`, docker buildx's notation of outputs and caches. A field may stand in double quotes, as
 * in CSV (RFC 4180), to hold a comma. Keys are in lower case.
 * @param fail throws for what cannot be read, with what is wrong.
 */
export function parseFields(text: string, fail: (what: string) => never): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const field of splitCsv(text, fail)) {
    const equals = field.indexOf('=');
    if (equals <= 0) fail(`${JSON.stringify(field)} is not key=value`);
    const key = field.slice(0, equals).trim().toLowerCase();
    if (fields.has(key)) fail(`${key} is there twice`);
    fields.set(key, field.slice(equals + 1));
  }
  return fields;
}

/** One record of CSV; doubled quotes within quotes stand for one. */
function splitCsv(text: string, fail: (what: string) => never): readonly string[] {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  while (true) {
    const match = field.exec(text);
    if (match === null) fail('its quotes do not match');
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] !== ',') return fields;
  }
}
