// What both JavaScript clients do alike: for each line on stdin, one line of JSON on stdout.
import { createInterface } from "node:readline";

export async function answerLines(read: () => Promise<string>): Promise<void> {
  say({ ready: true });
  for await (const _ of createInterface({ input: process.stdin })) {
    try {
      say({ text: await read() });
    } catch (error) {
      say({ error: String(error) });
    }
  }
}

function say(answer: object): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
