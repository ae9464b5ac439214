// Prints an audit in every form that was asked for, on stdout or into files.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { accessGraph } from "../access/access-graph.ts";
import { judgeAccess } from "../access/judge-access.ts";
import type { Snapshot } from "../access/snapshot.ts";
import { subjectOfWorkload } from "../access/subject.ts";
import type { HouseReport } from "../audit/house-policy.ts";
import { rules } from "../audit/rules.ts";
import type { AuditOutput } from "../command-options.ts";
import type { Context } from "../context.ts";
import { readPackageVersion } from "../package-folder.ts";
import { auditForms } from "../report/audit-forms.ts";
import type { AuditView, PageParts } from "../report/audit-view.ts";
import { unstyled } from "../report/style.ts";
import { writeDocument } from "../write-document.ts";
import { dangerous } from "../report/plain.ts";

export interface Audited {
  readonly report: HouseReport;
  readonly snapshot: Snapshot;
}

export async function printAudit(context: Context, audited: Audited, outputs: readonly AuditOutput[]): Promise<void> {
  const { terminal, style } = context;
  const view = await makeView(context, audited, outputs);
  for (const { form, file } of outputs) {
    if (file === undefined) {
      terminal.print(await printForm(form, { ...view, style, width: terminal.width }));
    } else {
      await writeDocument(file, await printForm(form, { ...view, style: unstyled, width: widthOfFile }));
      terminal.say(`Wrote ${file}`);
    }
  }
}

const widthOfFile = 120;

type View = Omit<AuditView, "style" | "width">;

async function makeView(
  { packageFolder, now }: Context,
  { report, snapshot }: Audited,
  outputs: readonly AuditOutput[],
): Promise<View> {
  let graph: ReturnType<AuditView["graph"]> | undefined;
  return {
    report,
    rules,
    graph: () => (graph ??= drawGraph(snapshot)),
    subject: snapshot.cluster.name,
    time: now().toISOString(),
    version: readPackageVersion(packageFolder),
    page: outputs.some(({ form }) => form === "html") ? await readPageParts(packageFolder) : noPage,
  };
}

function drawGraph(snapshot: Snapshot): ReturnType<AuditView["graph"]> {
  const accesses = snapshot.workloads.map((workload) => judgeAccess(subjectOfWorkload(workload), snapshot));
  return accessGraph(accesses, snapshot.roles, snapshot.pods);
}

const noPage: PageParts = { style: "", script: "", graphLibrary: "" };

export async function readPageParts(packageFolder: string): Promise<PageParts> {
  const folder = join(packageFolder, "templates", "report");
  const library = createRequire(import.meta.url).resolve("cytoscape/dist/cytoscape.min.js");
  const [style = "", graphLibrary = "", ...scripts] = await Promise.all(
    [join(folder, "report.css"), library, ...pageScripts.map((name) => join(folder, `${name}.js`))].map(async (file) =>
      readFile(file, "utf8"),
    ),
  );
  return { style, script: scripts.join("\n"), graphLibrary };
}

/** One script in the page; the first calls what the others are. */
const pageScripts = ["report", "draw-picture", "picture-look", "picture-elements", "picture-overview"];

async function printForm(form: AuditOutput["form"], view: AuditView): Promise<string> {
  if (form !== "yaml") return (await auditForms[form]())(view);
  const [{ printSafeYaml }, { auditDocument }] = await Promise.all([
    import("../yaml.ts"),
    import("../report/audit-document.ts"),
  ]);
  return printSafeYaml(auditDocument(view), dangerous);
}
