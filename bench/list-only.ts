// Lists what an audit judges, with the same clients, and keeps nothing: what the audit is measured against.
import { IAMClient, paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";
import { openApi } from "../src/kube/open-api.ts";
import { namespaceKind, workloadKinds } from "../src/kube/resource-kinds.ts";

const api = openApi({ kubeconfig: process.env["KUBECONFIG"], context: undefined });
let objects = 0;
const count = (): void => void (objects += 1);
const account = async (): Promise<void> => {
  for await (const page of paginateGetAccountAuthorizationDetails({ client: new IAMClient({}), pageSize: 1000 }, {})) {
    objects += (page.RoleDetailList ?? []).length + (page.Policies ?? []).length;
  }
};
await Promise.all([
  account(),
  api.list(namespaceKind, {}, count),
  ...Object.values(workloadKinds).map(async (kind) => api.list(kind, {}, count)),
]);
console.error(`listed ${objects} objects`);
