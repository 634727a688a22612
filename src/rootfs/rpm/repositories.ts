/** A repository of packages as dnf.conf(5) has it ("Repo Options"), unless it is turned off. */
export interface YumRepository {
  readonly id: string;
  /** Options that say where it is, and which of its packages count. */
  readonly options: Readonly<Record<string, string>>;
  /** What gpgkey names: addresses of keys, variables in them. */
  readonly keys: readonly string[];
}

/** Whatever else a repository is told (credentials, checks that are turned off) is not taken over. */
const OPTIONS: readonly string[] = [
  ...['baseurl', 'mirrorlist', 'metalink', 'excludepkgs', 'exclude', 'includepkgs'],
  ...['priority', 'cost', 'module_hotfixes'],
];

/** The repositories in a .repo file: sections of `option=value`, further lines of a value begin with a space. */
export function parseRepositories(text: string): YumRepository[] {
  return text.split(/^(?=\[)/m).flatMap((section) => {
    const id = /^\[([\w.:-]+)\]/.exec(section)?.[1];
    if (id === undefined || id === 'main') return [];
    const values = new Map(
      [...section.replaceAll(/^[#;].*\n?/gm, '').matchAll(OPTION)].map(
        ([, name = '', value = '']) => [name.toLowerCase(), words(value)] as const,
      ),
    );
    if (/^(0|no|false|off)$/i.test(values.get('enabled')?.[0] ?? '')) return [];
    const options = OPTIONS.flatMap((name) => {
      const value = values.get(name);
      return value === undefined || value.length === 0 ? [] : [[name, value.join(' ')] as const];
    });
    return [{ id, options: Object.fromEntries(options), keys: values.get('gpgkey') ?? [] }];
  });
}

const OPTION = /^(\w+)[ \t]*[=:](.*(?:\n[ \t]+.*)*)/gm;

function words(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

/** A text with its variables (dnf.conf(5), "Variables") replaced; unknown ones stay. */
export function substitute(text: string, variables: Readonly<Record<string, string>>): string {
  const own = new Map(Object.entries(variables)); // names are a guest's words: constructor is one
  return text.replaceAll(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (whole, plain: string | undefined, braced: string | undefined) => own.get(plain ?? braced ?? '') ?? whole,
  );
}
