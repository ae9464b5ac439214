// Lists sorted into groups: every item is in the group of its key, in order, and those without a key in none.
import test from "ava";
import * as fc from "fast-check";
import { groupBy } from "../../src/access/group-by.ts";

test("each group holds, in order, the items that a search for its key would find", (t) => {
  const keys = fc.array(fc.option(fc.constantFrom("a", "b", "__proto__"), { nil: undefined }));
  fc.assert(
    fc.property(keys, (list) => {
      const items = list.map((key, at) => ({ key, at }));
      const groups = groupBy(items, ({ key }) => key);
      for (const key of new Set(list)) {
        if (key === undefined) continue;
        t.deepEqual(
          groups.get(key),
          items.filter((item) => item.key === key),
        );
      }
      t.is([...groups.values()].flat().length, list.filter((key) => key !== undefined).length);
    }),
  );
});
