// Progress: plain lines where nobody watches, a spinner where somebody does, both on stderr.
import test from "ava";
import { createTerminal } from "../../src/terminal/terminal.ts";
import { fakeStreams } from "../helpers/terminal.ts";

test("in a pipe: one line at the start, one for each change, nothing twice", (t) => {
  const { printed, said, ...streams } = fakeStreams();
  const progress = createTerminal({ ...streams, env: {} }).progress("Reading roles");
  progress.update("Reading roles: 10 of 20");
  progress.update("Reading roles: 10 of 20");
  progress.done();
  t.is(said(), "Reading roles\nReading roles: 10 of 20\n");
  t.is(printed(), "");
});

test("in a pipe: the last words are said when there are any", (t) => {
  const { said, ...streams } = fakeStreams();
  const terminal = createTerminal({ ...streams, env: {} });
  terminal.progress("Reading").done("Read 20 roles");
  terminal.progress("Waiting").fail("Gave up");
  t.is(said(), "Reading\nRead 20 roles\nWaiting\nGave up\n");
});

test("in a pipe: what goes on after the end says nothing more", (t) => {
  const { said, ...streams } = fakeStreams();
  const progress = createTerminal({ ...streams, env: {} }).progress("Reading");
  progress.fail();
  progress.update("Read 12 workloads");
  t.is(said(), "Reading\n");
});

test("on a terminal: work that ends at once shows its result and no spinner", (t) => {
  const { said, ...streams } = fakeStreams(["stdin", "stdout", "stderr"]);
  createTerminal({ ...streams, env: { NO_COLOR: "1" } })
    .progress("Reading roles")
    .done();
  t.is(said(), "✔ Reading roles\n");
});

test("on a terminal: work that takes its time spins, and ends once", async (t) => {
  const { said, type, ...streams } = fakeStreams(["stdin", "stdout", "stderr"]);
  const progress = createTerminal({ ...streams, env: { NO_COLOR: "1" } }).progress("Reading roles");
  await type("Reading roles", "");
  progress.update("Reading roles: 10 of 20");
  await type("10 of 20", "");
  progress.fail("Could not read");
  progress.done();
  t.true(said().endsWith("✖ Could not read\n"), JSON.stringify(said().slice(-80)));
  t.false(said().includes("✔"));
});

test("on a terminal of unknown size: plain lines", (t) => {
  const { said, ...streams } = fakeStreams(["stdin", "stdout", "stderr"], 0);
  createTerminal({ ...streams, env: {} })
    .progress("Reading roles")
    .done();
  t.is(said(), "Reading roles\n");
});

test("in CI: plain lines even on a terminal", (t) => {
  const { said, ...streams } = fakeStreams(["stdin", "stdout", "stderr"]);
  createTerminal({ ...streams, env: { CI: "true" } })
    .progress("Reading roles")
    .done("Read 20 roles");
  t.is(said(), "Reading roles\nRead 20 roles\n");
});
