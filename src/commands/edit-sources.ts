// Finds workloads in manifests, and sets their annotations in the files that the cluster's objects are made from.
import { resolve } from "node:path";
import type { GrantRequest } from "../plan/grant-request.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { findInManifest, type ManifestWorkload } from "../manifests/find-in-manifest.ts";
import { type Place, readEntries, setEntry } from "../manifests/set-entry.ts";
import { parseValuesPath } from "../manifests/values-path.ts";
import type { GrantFacts, GrantWishes } from "../plan/grant-facts.ts";
import { wantedAnnotations } from "../plan/plan-annotation.ts";
import { externalIdOf } from "../plan/plan-grant.ts";
import type { WriteFile } from "../plan/step.ts";
import { findWorkload, nearWorkloads, printQualified } from "../pods/find-workload.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import { someOf } from "../print-many.ts";
import { readText } from "../read-text.ts";
import { didYouMean } from "../report/did-you-mean.ts";
import { unknownKind } from "./find-service.ts";

export interface SourceEditor {
  findInManifests(request: GrantRequest, namespace: string): Promise<WorkloadRecord>;
  /** `undefined` where the grant names no file. */
  edit(request: GrantRequest, facts: GrantFacts, wishes: GrantWishes): Promise<readonly WriteFile[] | undefined>;
}

/** Remembers what it has edited, so that two grants may change one file. */
export function createSourceEditor(): SourceEditor {
  const texts = new Map<string, string>();
  const places = new Map<WorkloadRecord, Place>();
  const read = async (file: string): Promise<string> => {
    const text = texts.get(file) ?? (await readText(file));
    if (text === undefined) throw noFile(file);
    texts.set(file, text);
    return text;
  };
  return {
    async findInManifests({ service, manifest }, namespace) {
      const found = await Promise.all(
        manifest.map(async (name) => {
          const file = resolve(name);
          return findInManifest(await read(file), file, namespace);
        }),
      );
      const { record, annotations } = theOne(service, namespace, manifest, found.flat());
      places.set(record, annotations);
      return record;
    },
    async edit(request, facts, wishes) {
      const place = places.get(facts.workload) ?? placeInValues(request);
      if (place === undefined) return undefined;
      const before = await read(place.file);
      const wanted = wantedAnnotations(
        facts,
        { ...wishes, externalId: externalIdOf(facts, wishes) },
        readEntries(before, place),
      );
      const after = Object.entries(wanted).reduce((text, [key, value]) => setEntry(text, place, key, value), before);
      texts.set(place.file, after);
      return [{ kind: "write-file", path: place.file, before, after }];
    },
  };
}

function placeInValues({ values, path }: GrantRequest): Place | undefined {
  if (values === undefined) return undefined;
  const steps = parseValuesPath(path);
  if (steps !== undefined) return { file: resolve(values), document: 0, path: steps };
  throw new IamctlError(`"${path}" is not a path in values.`, {
    hint: "Write it as helm --set does: --path controller.podAnnotations",
    exitCode: exitCodes.usage,
  });
}

function theOne(
  words: string,
  namespace: string,
  files: readonly string[],
  found: readonly ManifestWorkload[],
): ManifestWorkload {
  const where = files.join(", ");
  const records = found.map(({ record }) => record);
  const answer = findWorkload(words, namespace, records);
  if (answer.kind === "unknown-kind") throw unknownKind(answer.word);
  const candidates =
    answer.kind === "found" ? [answer.workload] : answer.kind === "ambiguous" ? answer.candidates : answer.elsewhere;
  const [only, ...others] = candidates;
  const match = found.find(({ record }) => record === only);
  if (match !== undefined && others.length === 0) return match;
  const near = answer.kind === "none" && only === undefined ? nearWorkloads(answer.name, namespace, records) : [];
  throw new IamctlError(
    only === undefined
      ? `There is no workload "${words}" in ${where}.`
      : `"${words}" is more than one workload in ${where}.`,
    {
      hint:
        didYouMean(near.map(printQualified)) ??
        listOf(only === undefined ? found : found.filter(({ record }) => candidates.includes(record))),
      exitCode: exitCodes.usage,
    },
  );
}

function listOf(found: readonly ManifestWorkload[]): string {
  if (found.length === 0) return "No Deployment, StatefulSet, DaemonSet, Job, CronJob, Rollout or Pod is there.";
  const names = found.map(
    ({ record, annotations }) =>
      `${printQualified(record)} (${annotations.file}, document ${annotations.document + 1})`,
  );
  return `There are: ${someOf(names, 10)}`;
}

function noFile(file: string): IamctlError {
  return new IamctlError(`There is no file ${file}.`, { hint: "Check its path.", exitCode: exitCodes.usage });
}
