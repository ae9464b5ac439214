// A refusal is noted and the reading goes on; whatever else goes wrong ends it.
import test from "ava";
import { createRefusals } from "../../src/access/refusals.ts";
import { EndedEarly, exitCodes, IamctlError, NotPermitted } from "../../src/errors.ts";

const refused = new NotPermitted("no list for you", { call: "list pods", subject: "all", hint: "Ask for it." });
const cause = new IamctlError("410 Gone", { hint: "Again.", exitCode: exitCodes.unexpected });
const early = new EndedEarly({ call: "list pods", subject: "all" }, ["one", "two"], cause);
const noted = { call: "list pods", subject: "all", problem: "no list for you", remedy: "Ask for it." };
const cut = {
  ...{ call: "list pods", subject: "all", problem: "list pods ended early, after 2: 410 Gone" },
  ...{ remedy: "Again.", truncatedAfter: 2 },
};

test("nothing was refused at first", (t) => t.deepEqual(createRefusals().unread, []));
test("a refusal is noted with its remedy, and there is no answer", (t) => {
  const { note, noteGap, noteRest, unread } = createRefusals();
  t.deepEqual([note(refused), noteGap(refused), noteRest(refused)], [undefined, undefined, undefined]);
  t.deepEqual(unread, [noted, noted, noted]);
});
test("of a list that ended early, what it told is used", (t) => {
  const { noteRest, unread } = createRefusals();
  t.deepEqual(noteRest(early), ["one", "two"]);
  t.deepEqual(unread, [cut]);
});
test("or not, where a part is of no use", (t) => {
  const { noteGap, unread } = createRefusals();
  t.is(noteGap(early), undefined);
  t.deepEqual(unread, [cut]);
});
test("everything else is thrown on, and not noted", (t) => {
  const { note, noteGap, noteRest, unread } = createRefusals();
  t.is(
    t.throws(() => note(early)),
    early,
  );
  for (const go of [note, noteGap, noteRest])
    t.is(
      t.throws(() => go(cause)),
      cause,
    );
  t.deepEqual(unread, []);
});
