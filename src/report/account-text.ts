// The chains through a workload's service account, below its own as `why` shows it.
import type { AccountAccess } from "../access/judge-account-role.ts";
import { conclusion, linkLine } from "./chain-text.ts";
import { plain } from "./plain.ts";
import type { Style } from "./style.ts";

export function accountText(access: AccountAccess, look: { readonly style: Style; readonly width: number }): string {
  const { style, width } = look;
  const { namespace, serviceAccount, way, links } = access;
  const heading = `${namespace}/serviceaccount/${serviceAccount}, ${ways[way]}`;
  const lines = links.map(({ name, verdict }) => linkLine(name, verdict, style, width));
  return ["", style.bold(plain(heading)), ...lines, "", conclusion(access, style, width), ""].join("\n");
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html */
const ways: Record<AccountAccess["way"], string> = {
  "service-account": "by its token (IRSA), which AWS SDKs try first",
  "pod-identity": "by EKS Pod Identity, which AWS SDKs try before the metadata address",
};
