// What was read is counted by call, and told once.
import test from "ava";
import { createSourceCount } from "../../src/access/read-sources.ts";

test("answers of one call are added up, and so are the objects of lists", (t) => {
  const { note, take } = createSourceCount();
  note("list pods", 500);
  note("iam:GetRole");
  note("list pods", 12);
  note("list nodes", 0);
  t.deepEqual(take(), [
    { call: "iam:GetRole", answers: 1 },
    { call: "list nodes", answers: 1, objects: 0 },
    { call: "list pods", answers: 2, objects: 512 },
  ]);
});
test("a call that holds objects only sometimes keeps their number", (t) => {
  const { note, take } = createSourceCount();
  note("read manifests");
  note("read manifests", 3);
  note("read manifests");
  t.deepEqual(take(), [{ call: "read manifests", answers: 3, objects: 3 }]);
});
test("calls come by name, in whatever order they were made", (t) => {
  const calls = ["b", "d", "a", "c"];
  const { note, take } = createSourceCount();
  for (const call of calls) note(call);
  t.deepEqual(
    take().map(({ call }) => call),
    calls.toSorted(),
  );
});
test("what was taken is not told again", (t) => {
  const { note, take } = createSourceCount();
  t.deepEqual(take(), []);
  note("list pods", 1);
  take();
  t.deepEqual(take(), []);
  note("list pods", 2);
  t.deepEqual(take(), [{ call: "list pods", answers: 1, objects: 2 }]);
});
