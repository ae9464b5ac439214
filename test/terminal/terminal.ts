// The terminal: what goes where, when there is colour, how wide it is, and readers that leave.
import test from "ava";
import { createTerminal, type TerminalSettings } from "../../src/terminal/terminal.ts";
import { fakeStreams } from "../helpers/terminal.ts";

const all = ["stdin", "stdout", "stderr"] as const;

test("print writes to stdout, say to stderr, each with one new line at its end", (t) => {
  const { printed, said, ...streams } = fakeStreams();
  const terminal = createTerminal({ ...streams, env: {} });
  terminal.print("document");
  terminal.print("ended\n");
  terminal.say("talk");
  t.is(printed(), "document\nended\n");
  t.is(said(), "talk\n");
});

const colour = test.macro<[env: TerminalSettings["env"], tty: boolean, flag: boolean | undefined, expected: boolean]>({
  exec(t, env, tty, flag, expected) {
    const { printed, ...streams } = fakeStreams(tty ? all : []);
    const terminal = createTerminal({ ...streams, env, ...(flag === undefined ? {} : { colour: flag }) });
    t.is(terminal.colour, expected);
    terminal.print("\u001b[31mred\u001b[39m");
    t.is(printed().includes("\u001b"), expected);
  },
  title: (name) => `colour: ${name}`,
});

test("on a terminal", colour, {}, true, undefined, true);
test("none in a pipe", colour, {}, false, undefined, false);
test("none with NO_COLOR", colour, { NO_COLOR: "1" }, true, undefined, false);
test("an empty NO_COLOR says nothing", colour, { NO_COLOR: "" }, true, undefined, true);
test("none on a dumb terminal", colour, { TERM: "dumb" }, true, undefined, false);
test("in a pipe with FORCE_COLOR", colour, { FORCE_COLOR: "1" }, false, undefined, true);
test("FORCE_COLOR=0 is none", colour, { FORCE_COLOR: "0" }, true, undefined, false);
test("NO_COLOR wins over FORCE_COLOR", colour, { NO_COLOR: "1", FORCE_COLOR: "1" }, true, undefined, false);
test("--no-color wins over FORCE_COLOR", colour, { FORCE_COLOR: "1" }, true, false, false);

test("a piped document has no colour although the talk beside it has", (t) => {
  const { printed, said, ...streams } = fakeStreams(["stdin", "stderr"]);
  const terminal = createTerminal({ ...streams, env: {} });
  t.true(terminal.colour);
  terminal.print("\u001b[31mdocument\u001b[39m");
  terminal.say("\u001b[31mtalk\u001b[39m");
  t.is(printed(), "document\n");
  t.is(said(), "\u001b[31mtalk\u001b[39m\n");
});

const interactive = test.macro<
  [tty: readonly ("stdin" | "stdout" | "stderr")[], env: TerminalSettings["env"], expected: boolean]
>({
  exec: (t, tty, env, expected) => t.is(createTerminal({ ...fakeStreams(tty), env }).interactive, expected),
  title: (name) => `interactive: ${name}`,
});

test("with all three streams on a terminal", interactive, all, {}, true);
test("with the document in a pipe", interactive, ["stdin", "stderr"], {}, true);
test("not without stdin", interactive, ["stdout", "stderr"], {}, false);
test("not without stderr", interactive, ["stdin", "stdout"], {}, false);
test("not in CI", interactive, all, { CI: "true" }, false);
test("CI=false is no CI", interactive, all, { CI: "false" }, true);
test("not on a dumb terminal", interactive, all, { TERM: "dumb" }, false);

const width = test.macro<[columns: number | undefined, env: TerminalSettings["env"], expected: number]>({
  exec: (t, columns, env, expected) =>
    t.is(createTerminal({ ...fakeStreams(columns === undefined ? [] : all, columns), env }).width, expected),
  title: (name) => `width: ${name}`,
});

test("the terminal's", width, 97, {}, 97);
test("at least 40", width, 12, {}, 40);
test("of a pipe", width, undefined, {}, 120);
test("of a pipe with COLUMNS", width, undefined, { COLUMNS: "72" }, 72);
test("COLUMNS that is no number", width, undefined, { COLUMNS: "wide" }, 120);
test("of a terminal of unknown size", width, 0, {}, 120);

test("a reader that left is no failure; a full disk is", (t) => {
  const failures: string[] = [];
  const { stdout, ...streams } = fakeStreams();
  createTerminal({ ...streams, stdout, env: {}, onFailure: (error) => failures.push(error.message) });
  stdout.emit("error", Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
  t.deepEqual(failures, []);
  stdout.emit("error", Object.assign(new Error("no space left"), { code: "ENOSPC" }));
  t.deepEqual(failures, ["no space left"]);
});
