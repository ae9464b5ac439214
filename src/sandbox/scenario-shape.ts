// The shape that a scenario file must have, member by member.
import {
  anyText,
  isObject,
  listOf,
  mapOf,
  objectWith,
  oneOf,
  text,
  textLike,
  wholeNumber,
  type Shape,
} from "../check-shape.ts";

const entityName = textLike(/^[\w+=,.@-]{1,128}$/, "an IAM name");
const iamPath = textLike(/^\/(?:[\u0021-\u007e]+\/)*$/, "a path that begins and ends with /");
const arn = textLike(/^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:.+$/, "an ARN");
const stringMap = mapOf(anyText);

const document: Shape = (value, path) => {
  return typeof value === "string" || isObject(value) ? undefined : `${path}: must be a policy document or its text`;
};

const flag: Shape = (value, path) => (typeof value === "boolean" ? undefined : `${path}: must be true or false`);

const user = objectWith({
  name: entityName,
  "path?": iamPath,
  "policies?": mapOf(document),
  "attached?": listOf(arn),
  "accessKeys?": listOf(objectWith({ id: textLike(/^AKIA[A-Z0-9]{12,}$/, "an access key id (AKIA…)"), secret: text })),
});

const role = objectWith({
  name: textLike(/^[\w+=,.@-]{1,64}$/, "a role name"),
  "path?": iamPath,
  "id?": textLike(/^AROA[A-Z0-9]{12,}$/, "a role id (AROA…)"),
  "description?": text,
  trust: document,
  "policies?": mapOf(document),
  "attached?": listOf(arn),
  "boundary?": arn,
  "tags?": stringMap,
  "maxSessionDuration?": wholeNumber(3600, 43_200),
});

const policy = objectWith({ name: entityName, "path?": iamPath, "description?": text, document, "tags?": stringMap });

const metadata = objectWith({
  "httpTokens?": oneOf("optional", "required"),
  "hopLimit?": wholeNumber(1, 64),
  "httpEndpoint?": oneOf("enabled", "disabled"),
  "ipv6?": oneOf("enabled", "disabled"),
});

const instance = objectWith({
  id: textLike(/^i-[0-9a-f]{8,17}$/, "an instance id (i-…)"),
  "profile?": entityName,
  privateIp: textLike(/^\d+\.\d+\.\d+\.\d+$/, "an IPv4 address"),
  "metadata?": metadata,
  "tags?": stringMap,
});

const templateId = textLike(/^lt-[0-9a-f]{8,17}$/, "a launch template id (lt-…)");

const cluster = objectWith({
  name: text,
  version: textLike(/^1\.\d+$/, "a Kubernetes version in quotes"),
  "endpoint?": text,
  "nodegroups?": listOf(
    objectWith({
      ...{ name: text, nodeRole: arn, "amiType?": text, "launchTemplate?": templateId },
      "size?": wholeNumber(0, 450),
    }),
  ),
  "fargateProfiles?": listOf(objectWith({ name: text, podExecutionRole: arn })),
  "autoMode?": objectWith({ nodeRole: arn }),
  "authenticationMode?": oneOf("API", "API_AND_CONFIG_MAP", "CONFIG_MAP"),
  "accessEntries?": listOf(
    objectWith({ principalArn: arn, type: text, "groups?": listOf(text), "policies?": listOf(arn) }),
  ),
  "podIdentityAssociations?": listOf(objectWith({ namespace: text, serviceAccount: text, role: arn })),
  "oidcId?": textLike(/^[0-9A-F]{32}$/, "32 hexadecimal digits"),
  "oidcProvider?": oneOf("present", "absent"),
  "addons?": listOf(objectWith({ name: text, version: text, "role?": arn })),
});

const aws = objectWith({
  account: textLike(/^\d{12}$/, "12 digits in quotes"),
  region: textLike(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/, "a region name"),
  operator: entityName,
  users: listOf(user),
  roles: listOf(role),
  "policies?": listOf(policy),
  "instanceProfiles?": listOf(objectWith({ name: entityName, "path?": iamPath, role: entityName })),
  "clusters?": listOf(cluster),
  "launchTemplates?": listOf(objectWith({ id: templateId, name: text, "profile?": entityName, "metadata?": metadata })),
  "launchConfigurations?": listOf(objectWith({ name: text, "profile?": entityName, "metadata?": metadata })),
  "autoScalingGroups?": listOf(
    objectWith({
      ...{ name: text, "launchTemplate?": templateId, "mixed?": flag, "launchConfiguration?": text },
      ...{ size: wholeNumber(0, 5000), "tags?": stringMap },
    }),
  ),
  "instances?": listOf(instance),
  "buckets?": listOf(
    objectWith({ name: textLike(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket name"), "objects?": stringMap }),
  ),
});

const kubernetesObject = objectWith(
  { apiVersion: text, kind: text, metadata: objectWith({ name: text, "namespace?": text }, "open") },
  "open",
);

export const scenarioShape: Shape = objectWith({
  name: text,
  description: text,
  aws,
  kubernetes: objectWith({ objects: listOf(kubernetesObject) }),
});
