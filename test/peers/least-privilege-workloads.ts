// grant, revoke and undo of each kind of workload under the real API server's RBAC: with exactly what `iamctl permissions` prints, and with one rule less.
import test from "ava";
import { annotationsOf, createSubjects, subjects } from "./helpers/kinds-of-workload.ts";
import { defineNodeClasses } from "./helpers/node-classes.ts";
import { readWorld } from "./helpers/read-world.ts";
import { createRestricted, nameOf, type Restricted } from "./helpers/restricted-person.ts";
import { startWorld, type World } from "./helpers/world.ts";

let world: World;
let person: Restricted;
test.before(async () => {
  world = await startWorld("peers");
  person = createRestricted(world);
  await defineNodeClasses(world);
  await createSubjects(world);
});
test.after.always(async () => world.stop());

test.serial("grant and revoke plan nothing where they may not list, and name what", async (t) => {
  const before = await readWorld(world);
  await person.missesEach(t, "grant", "grant -n media thumbnails thumbnails --yes", /list (?!namespaces)/);
  // Nodes are listed only where EKS does not know the cluster, and their instances' tags name it.
  await person.missesEach(t, "revoke", "revoke -n media covers --yes", /list (?!nodes)/);
  t.deepEqual(await readWorld(world), before);
});

test.serial("grant says that namespaces may not be listed, where none of them limits roles", async (t) => {
  const line = "grant -n media thumbnails thumbnails --yes";
  await person.missesEach(t, "grant", line, /^list namespaces$/, /^list namespaces$/);
});

for (const subject of subjects) {
  const { words, plural } = subject;
  test.serial(
    `grant, revoke and undo of a ${plural.slice(0, -1)} need to get and to patch it, and say so`,
    async (t) => {
      const own = new RegExp(`^(get|patch) ${plural}$`);
      const grant = `grant -n media ${words} covers --yes`;
      const revoke = `revoke -n media ${words} --yes`;
      const undo = (run: string): string => `undo ${run} --yes`;
      const before = await annotationsOf(world, subject);
      await person.missesEach(t, "grant", grant, own);
      t.is(await annotationsOf(world, subject), before);
      const granting = await person.succeeds(t, "grant", grant);
      const granted = await annotationsOf(world, subject);
      t.regex(granted, /covers/);

      await person.missesEach(t, "revoke", revoke, own);
      await person.missesEach(t, "undo", undo(granting), own);
      t.is(await annotationsOf(world, subject), granted);
      const revoking = await person.succeeds(t, "revoke", revoke);
      t.is(await annotationsOf(world, subject), before);
      await person.succeeds(t, "undo", undo(revoking));
      t.is(await annotationsOf(world, subject), granted);
      await person.succeeds(t, "undo", undo(granting));
      t.is(await annotationsOf(world, subject), before);
    },
  );
}

test.serial("every rule that is printed is one that a test above misses", async (t) => {
  const kinds = subjects.map(({ plural }) => plural);
  for (const command of ["grant", "revoke", "undo"]) {
    for (const need of await person.readNeeds(command)) {
      const [verb = "", plural = ""] = nameOf(need).split(" ");
      t.true(
        verb === "list" || /configmaps|services/.test(plural) || kinds.includes(plural),
        `${command}: ${nameOf(need)}`,
      );
    }
  }
});
