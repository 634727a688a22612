import type { Plugin } from 'rolldown';
import { hashRecipes } from '../../src/recipes/recipe-hash.ts';

/** A rolldown plugin that puts the hashes of our sources into the bundle, which has none to hash. */
export function recipes(source: string): Plugin {
  return {
    name: 'recipes',
    load(id) {
      if (!id.endsWith('/src/recipes/recipes.ts')) return null;
      return `export const RECIPES = ${JSON.stringify(hashRecipes(source), null, 2)};\n`;
    },
  };
}
