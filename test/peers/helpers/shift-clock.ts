// Loaded before a program of Node's that is to believe another time: how far off it is, a file says at each SIGUSR2, and another says that it knows.
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

const file = process.env["SHIFTED_CLOCK"] ?? "";
const RealDate = Date;
let shift = 0;

const now = (): number => RealDate.now() + shift;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, words: [], made) => Reflect.construct(target, words.length === 0 ? [now()] : words, made) as Date,
  get: (target, name, self) => (name === "now" ? now : (Reflect.get(target, name, self) as unknown)),
});
process.on("SIGUSR2", () => {
  const told = readFileSync(file, "utf8");
  shift = Number(told);
  writeFileSync(`${file}-seen`, told);
});
