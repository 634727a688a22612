import { dirname } from 'node:path';
import { hashRecipes, type RecipeName } from './recipe-hash.ts';

/** Our own code as parts of keys. In a bundle this module is its value (scripts/lib/recipe-plugin.ts). */
export const RECIPES: Readonly<Record<RecipeName, string>> = hashRecipes(dirname(import.meta.dirname));
