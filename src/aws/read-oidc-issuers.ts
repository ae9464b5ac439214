// Reads which issuers of tokens the account trusts: its OIDC providers.
import type { Clients } from "./open-clients.ts";

/** Without the scheme, as the provider's ARN ends. */
export function readOidcIssuers(clients: Clients): Promise<readonly string[]> {
  return clients.run({ action: "iam:ListOpenIDConnectProviders", resource: "*" }, async () => {
    const { OpenIDConnectProviderList: list = [] } = await (await clients.iam()).listOpenIDConnectProviders({});
    return list.flatMap(({ Arn = "" }) => Arn.split(":oidc-provider/")[1] ?? []);
  });
}
