// Questions: answered by keys on a terminal, refused with the flag's name without one, left by Ctrl-C.
import test from "ava";
import { IamctlError } from "../../src/errors.ts";
import { createAsk, type Ask } from "../../src/terminal/ask.ts";
import { fakeStreams, keys, type FakeStreams } from "../helpers/terminal.ts";

function atTerminal({ colour = false } = {}): FakeStreams & { ask: Ask } {
  const streams = fakeStreams(["stdin", "stderr"]);
  return { ...streams, ask: createAsk({ ...streams, interactive: true, colour }) };
}

const yes = { flag: "--yes" };

test("confirm: y is yes", async (t) => {
  const { ask, type, printed } = atTerminal();
  const answer = ask.confirm("Apply?", yes);
  await type("Apply?", `y${keys.enter}`);
  t.true(await answer);
  t.is(printed(), "");
});

test("confirm: Enter alone is no", async (t) => {
  const { ask, type } = atTerminal();
  const answer = ask.confirm("Apply?", yes);
  await type("Apply?", keys.enter);
  t.false(await answer);
});

test("text: what was typed", async (t) => {
  const { ask, type } = atTerminal();
  const answer = ask.text("Role", { flag: "ROLE" });
  await type("Role", `thumbnails${keys.enter}`);
  t.is(await answer, "thumbnails");
});

test("text: Enter alone takes the initial answer", async (t) => {
  const { ask, type } = atTerminal();
  const answer = ask.text("File", { flag: "--values", initial: "values.yaml" });
  await type("File", keys.enter);
  t.is(await answer, "values.yaml");
});

test("choose: gives back the value itself", async (t) => {
  const { ask, type } = atTerminal();
  const second = { kind: "deployment" };
  const choices = [
    { name: "one", value: { kind: "job" } },
    { name: "two", value: second },
  ];
  const answer = ask.choose("Which?", choices, { flag: "SERVICE" });
  await type("two", `${keys.down}${keys.enter}`);
  t.is(await answer, second);
});

test("confirmByName: only the exact name confirms", async (t) => {
  for (const [typed, confirmed] of [
    ["harbor-prod", true],
    ["harbor", false],
    ["", false],
  ] as const) {
    const { ask, type } = atTerminal();
    const answer = ask.confirmByName("Type the cluster's name", "harbor-prod", yes);
    await type("cluster's name", `${typed}${keys.enter}`);
    t.is(await answer, confirmed, typed);
  }
});

test("a second question can be asked on the same streams", async (t) => {
  const { ask, type, said } = atTerminal();
  const first = ask.confirm("First?", yes);
  await type("First?", `y${keys.enter}`);
  t.true(await first);
  const second = ask.confirm("Second?", yes);
  await type("Second?", `n${keys.enter}`);
  t.false(await second);
  t.true(said().includes("Second?"));
});

for (const [name, key] of [
  ["Ctrl-C", keys.ctrlC],
  ["Ctrl-D", keys.ctrlD],
] as const) {
  test(`${name} leaves with 130 and says that nothing was changed`, async (t) => {
    const { ask, type } = atTerminal();
    const answer = ask.confirm("Apply?", yes);
    const left = t.throwsAsync(answer, { instanceOf: IamctlError, message: "Cancelled. Nothing was changed." });
    await type("Apply?", key);
    t.is((await left)?.exitCode, 130);
  });
}

test("input that ends leaves with 130", async (t) => {
  const { ask, type, stdin } = atTerminal();
  const left = t.throwsAsync(ask.text("Role", { flag: "ROLE" }), { instanceOf: IamctlError });
  await type("Role", "thumb");
  stdin.end();
  t.is((await left)?.exitCode, 130);
});

test("without a terminal every question names the flag that answers it, with exit code 2", async (t) => {
  const streams = fakeStreams();
  const ask = createAsk({ ...streams, interactive: false, colour: false });
  for (const question of [
    async () => ask.confirm("Apply?", { flag: "--this" }),
    async () => ask.text("Role", { flag: "--this" }),
    async () => ask.choose("Which?", [{ name: "one", value: 1 }], { flag: "--this" }),
    async () => ask.confirmByName("Name?", "harbor-prod", { flag: "--this" }),
  ]) {
    const error = await t.throwsAsync(question, { instanceOf: IamctlError });
    t.is(error?.exitCode, 2);
    t.regex(error?.hint ?? "", /--this/u);
  }
  t.is(streams.said(), "");
});

test("without colour no colour sequence reaches the terminal, whoever wrote it; with colour, it does", async (t) => {
  for (const colour of [false, true]) {
    const { ask, type, said } = atTerminal({ colour });
    const answer = ask.confirm("\u001b[36mApply?\u001b[39m", yes);
    await type("Apply?", keys.enter);
    await answer;
    t.is(said().includes("\u001b[36m"), colour);
  }
});
