// The audit's HTML page in a real browser: it reads without a network, filters, and draws; light and dark, wide and narrow.
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import test, { type ExecutionContext } from "ava";
import { type Browser, chromium, type Page } from "playwright-core";
import { readPageParts } from "../../src/commands/print-audit.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import { findingsHtml } from "../../src/report/findings-html.ts";
import { auditView } from "../helpers/audit-view.ts";
import { arn, policy, role, trusting, workload, type World } from "../helpers/build.ts";
import { findPrograms } from "./helpers/peer-programs.ts";
import { findRunFolder } from "./helpers/run-folder.ts";

/** Milliseconds for anything at all: eight pages are opened at once, on a machine that has more to do. */
const longest = 240_000;

let browser: Browser;
let folder: string;
test.before(async () => {
  folder = mkdtempSync(join(findRunFolder(), "page-"));
  // A browser of its own profile, that asks nobody for anything.
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  browser = await chromium.launch({
    executablePath: findPrograms().chromium,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", ...quiet],
    timeout: longest,
  });
});
test.after.always(async () => browser?.close());

interface Look {
  readonly width?: number;
  readonly dark?: boolean;
}

/** Fails when the page has an error of its own, or asks for anything but itself. */
async function open(t: ExecutionContext, world: World, { width = 1440, dark = false }: Look = {}): Promise<Page> {
  const file = join(mkdtempSync(join(folder, "page-")), "audit.html");
  writeFileSync(file, findingsHtml({ ...auditView(world), page: await readPageParts(findPackageFolder()) }));
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    colorScheme: dark ? "dark" : "light",
  });
  t.teardown(() => context.close());
  context.setDefaultTimeout(longest);
  const page = await context.newPage();
  page.on("pageerror", (error) => t.fail(error.message));
  page.on("request", (request) => {
    if (request.url() !== pathToFileURL(file).href) t.fail(`asks for ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return page;
}

const hostile = `</script><img src=x onerror="document.title='owned'">`;
const small: World = {
  workloads: [
    workload("api", { role: "pods/api" }),
    workload("web", { role: "pods/nowhere" }),
    workload(hostile, { role: "pods/nowhere" }),
  ],
  roles: [
    role("pods/api", {
      trust: trusting(arn("node-a")),
      policies: [policy("power", { Effect: "Allow", Action: "*", Resource: "*" })],
    }),
  ],
};

/** 500 workloads of 17 namespaces, 70 roles. */
const large: World = {
  workloads: Array.from({ length: 500 }, (_, index) =>
    workload(`service-${index}`, { namespace: `team-${index % 17}`, role: `pods/role-${(index * 7) % 70}` }),
  ),
  roles: Array.from({ length: 70 }, (_, index) => role(`pods/role-${index}`, { trust: trusting(arn("node-a")) })),
};

test("filters by severity and by word, and says how many are left", async (t) => {
  const page = await open(t, small);
  const shown = page.locator(".finding:visible");
  const all = await shown.count();
  t.true(all >= 3);
  await page.getByLabel("critical").uncheck();
  t.is(await page.locator(".finding[data-severity=critical]:visible").count(), 0);
  await page.locator("#filters [name=text]").fill("deployment/web");
  t.is(await shown.count(), 1);
  t.regex(await page.locator("#filters output").innerText(), /^1 of \d+ shown$/u);
});

test("names of others stay text", async (t) => {
  const page = await open(t, small);
  t.is(await page.title(), "iamctl audit of harbor-prod");
  t.is(await page.locator("img").count(), 0);
  t.true((await page.locator(".finding").allInnerTexts()).some((text) => text.includes(hostile)));
});

test("the keyboard reaches the findings, the filters and the picture's controls", async (t) => {
  const page = await open(t, small);
  await page.keyboard.press("Tab");
  t.is(await page.locator(":focus").innerText(), "Skip to the findings");
  const reached = new Set<string>();
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press("Tab");
    reached.add(await page.evaluate<string>("document.activeElement?.name ?? ''"));
  }
  for (const name of ["text", "severity", "settled", "show", "find", "fit"]) t.true(reached.has(name), name);
});

for (const [width, dark] of [
  [1440, false],
  [1440, true],
  [375, false],
  [375, true],
] as const) {
  test(`${width} pixels wide, ${dark ? "dark" : "light"}: nothing is wider than the window, and text stands out`, async (t) => {
    const page = await open(t, small, { width, dark });
    t.true((await page.evaluate("document.documentElement.scrollWidth")) === width);
    const [ground, ink] = await page.evaluate<[string, string]>(
      "['backgroundColor', 'color'].map((name) => getComputedStyle(document.body)[name])",
    );
    t.true(contrast(ground, ink) >= 7, `${ink} on ${ground}`);
    t.true(dark === luminance(ground) < 0.5);
  });
}

test("500 workloads: the picture begins as an overview, a namespace and a search lead into it", async (t) => {
  const page = await open(t, large);
  const detail = page.locator("#graph-detail");
  t.is(await page.locator("[name=show]").inputValue(), "overview");
  await isDrawn(page);
  await page.locator("[name=show]").selectOption("namespace team-3");
  await page.locator("[name=find]").fill("service-173");
  t.regex(await detail.innerText(), /deployment\/service-173/u);
  await page.locator("[name=show]").selectOption("all");
  await isDrawn(page);
  await page.locator("[name=find]").fill("team-3/deployment/service-173");
  t.regex(await detail.innerText(), /^team-3\/deployment\/service-173\nteam-3\/service-173 → pods\/role-21/u);
  await page.locator("[name=find]").fill("nothing of this name");
  t.regex(await detail.innerText(), /Nothing here is named/u);
  // Large enough to read, so it is scrolled; seen whole only when that is asked for.
  const hidden =
    "document.getElementById('graph-frame').scrollHeight - document.getElementById('graph-frame').clientHeight";
  t.true((await page.evaluate<number>(hidden)) > 1000);
  await page.getByRole("button", { name: "Whole picture" }).click();
  t.is(await page.evaluate<number>(hidden), 0);
  await page.getByRole("button", { name: "Readable size" }).click();
  t.true((await page.evaluate<number>(hidden)) > 1000);
  await page.getByText("As a table").click();
  t.is(await page.locator("tbody tr").count(), 500);
});

/** 17 namespaces that share 74 roles, one of them an administrator's; even ones reach S3, odd ones SQS; team-0 has one alone. */
const shared: World = {
  workloads: [
    workload("alone", { namespace: "team-0", role: "pods/alone" }),
    workload("lost", { namespace: "team-1", role: "pods/nowhere" }),
    ...Array.from({ length: 500 }, (_, index) =>
      workload(`service-${index}`, { namespace: `team-${index % 17}`, role: `pods/role-${(index * 7) % 74}` }),
    ),
  ],
  roles: [
    role("pods/alone", { trust: trusting(arn("node-a")) }),
    ...Array.from({ length: 74 }, (_, index) => {
      const action = index === 20 ? "*" : index % 2 === 0 ? "s3:GetObject" : "sqs:SendMessage";
      const policies = [policy("own", { Effect: "Allow", Action: action, Resource: "*" })];
      return role(`pods/role-${index}`, { trust: trusting(arn("node-a")), policies });
    }),
  ],
};

const drawn = "document.getElementById('graph')._cyreg.cy";
const labelsOf = async (page: Page, selector: string): Promise<readonly string[]> =>
  page.evaluate<string[]>(`${drawn}.nodes("${selector}").map((node) => node.data("label"))`);

test("74 shared roles: the overview bundles them, and draws only what is too broad", async (t) => {
  const page = await open(t, shared);
  t.deepEqual(await labelsOf(page, "[kind='role']"), [
    "pods/role-20 (administrator)",
    "1 missing role",
    "73 shared roles",
    "1 role of team-0 alone",
  ]);
  t.deepEqual(await labelsOf(page, "[kind='service']"), ["every service (1)", "s3 (36)", "sqs (37)"]);
  t.deepEqual((await labelsOf(page, "[namespace='team-2'][kind='workload']"))[0], "team-2 (30)");
  const lines = await page.evaluate<string[]>(
    `${drawn}.edges().map((edge) => [edge.source().id(), edge.target().id()].join(" > "))`,
  );
  t.is(lines.filter((line) => line.endsWith("> shared")).length, 17);
  t.deepEqual(
    lines.filter((line) => line.includes("> service")),
    ["arn:aws:iam::111122223333:role/pods/role-20 > service *"],
  );
  t.true(lines.length <= 17 + 7 + 1 + 1 + 1, `${lines.length} lines`);
});

test("what is chosen in the overview leads only to what its own roles reach", async (t) => {
  const page = await open(t, shared);
  const detail = page.locator("#graph-detail");
  await page.locator("[name=find]").fill("role-17");
  t.regex(await detail.innerText(), /roles \(1\): pods\/role-17\nreach \(1\): sqs \(change, by 1 role\)$/u);
  const clear = `${drawn}.nodes("[kind='service']").not(".faint").map((node) => node.id())`;
  t.deepEqual(await page.evaluate(clear), ["service sqs"]);
  await page.locator("[name=find]").fill("service-4");
  t.regex(await detail.innerText(), /workloads \(111\): .* and 103 more/u);
  await page.locator("[name=find]").fill("team-1/deployment/lost");
  t.regex(await detail.innerText(), /roles \(1\): pods\/nowhere\nbroken \(1\): team-1\/deployment\/lost$/u);
  await page.locator("[name=find]").fill("s3");
  t.regex(await detail.innerText(), /^s3\nnamespaces \(17\)[^]*reach \(1\): s3 \(read, by 36 roles\)$/u);
  await page.locator("[name=find]").fill("");
  t.is(await page.evaluate(`${drawn}.edges(".revealed").length + ${drawn}.elements(".faint").length`), 0);
});

test("few roles are drawn each, in the overview as well", async (t) => {
  const page = await open(t, small);
  await page.locator("[name=show]").selectOption("overview");
  t.deepEqual(await labelsOf(page, "[kind='role']"), ["pods/api (administrator)", "pods/nowhere (absent)"]);
});

/** Comes back when anything at all has been drawn; a change is drawn with the next frames. */
async function isDrawn(page: Page): Promise<void> {
  await page.waitForFunction(`[...document.querySelectorAll("#graph canvas")].some((canvas) =>
    canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((value) => value > 0))`);
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [...colour.matchAll(/\d+/gu)]
    .map(([value]) => Number(value) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
