// Marks words with the terminal's colours, or leaves them as they are.
import { Chalk } from "chalk";
import { unstyled, type Style } from "../report/style.ts";

/** Only the sixteen basic colours, which every theme keeps readable. */
export function createStyle(colour: boolean): Style {
  if (!colour) return unstyled;
  const { bold, dim, red, green, yellow, cyan } = new Chalk({ level: 1 });
  return { bold, dim, red, green, yellow, cyan };
}
