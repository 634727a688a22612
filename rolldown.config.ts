import { defineConfig } from 'rolldown';
import { licences } from './scripts/lib/licences.ts';
import { recipes } from './scripts/lib/recipe-plugin.ts';

/**
 * Bundles the entries with everything that they import, so that the action runs without npm install. What
 * comes out depends on the sources and the lock file only: no paths of this machine, no hashes in names.
 */
export default defineConfig({
  input: {
    action: 'src/entry/action.ts',
    post: 'src/entry/post.ts',
    run: 'src/entry/run.ts',
    'run-post': 'src/entry/run-post.ts',
    cli: 'src/entry/cli.ts',
    'github-cache': 'src/entry/github-cache.ts',
  },
  platform: 'node',
  // A node_modules that is a link must not show in the output.
  resolve: { symlinks: false },
  transform: { target: 'node24' },
  plugins: [recipes('src'), licences('licenses.txt')],
  output: {
    dir: 'dist',
    format: 'esm',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name].js',
    comments: { legal: true, annotation: false, jsdoc: false },
  },
});
