// Answers the APIs that speak form in, XML out: STS and IAM (awsQuery), EC2 (ec2Query).
import { accountActions } from "./account-actions.ts";
import { autoScalingActions } from "./auto-scaling-actions.ts";
import type { AwsAnswer, AwsRequest } from "./aws-answer.ts";
import { AwsFault, type Service } from "./aws-fault.ts";
import type { AwsState } from "./create-aws-state.ts";
import { ec2Actions } from "./ec2-actions.ts";
import { identifyCaller } from "./identify-caller.ts";
import { performCall } from "./perform-call.ts";
import { policyActions } from "./policy-actions.ts";
import { policyVersionActions } from "./policy-version-actions.ts";
import { printXml, type XmlTree } from "./print-xml.ts";
import type { ActionTable, QueryAction } from "./query-action.ts";
import { readParameters } from "./read-parameters.ts";
import { roleActions } from "./role-actions.ts";
import { rolePolicyActions } from "./role-policy-actions.ts";
import { stsActions } from "./sts-actions.ts";

export type QueryService = Extract<Service, "sts" | "iam" | "ec2" | "autoscaling">;

export async function answerQuery(state: AwsState, service: QueryService, request: AwsRequest): Promise<AwsAnswer> {
  const form = new URLSearchParams(request.method === "POST" ? request.body.toString() : request.query);
  const operation = form.get("Action") ?? "";
  const caller = identifyCaller(state, service, request.credential);
  const action = findAction(service, operation, form.get("Version"));
  const call = { state, account: state.account, caller, parameters: readParameters(form) };
  const result = await performCall(state, {
    service,
    operation,
    caller,
    act: () => {
      const act = action.act(call);
      return act && { action: `${service}:${operation}`, ...act };
    },
    run: () => action.run(call),
  });
  return xmlAnswer(
    200,
    service === "ec2" ? ec2Result(operation, result ?? {}, request) : queryResult(service, operation, result, request),
  );
}

const tables: Readonly<Record<QueryService, { readonly namespace: string; readonly actions: ActionTable }>> = {
  sts: { namespace: "https://sts.amazonaws.com/doc/2011-06-15/", actions: stsActions },
  iam: {
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    actions: { ...roleActions, ...rolePolicyActions, ...policyActions, ...policyVersionActions, ...accountActions },
  },
  autoscaling: { namespace: "http://autoscaling.amazonaws.com/doc/2011-01-01/", actions: autoScalingActions },
  ec2: { namespace: "http://ec2.amazonaws.com/doc/2016-11-15/", actions: ec2Actions },
};

function findAction(service: QueryService, operation: string, version: string | null): QueryAction {
  const { actions } = tables[service];
  const action = Object.hasOwn(actions, operation) ? actions[operation] : undefined;
  if (action !== undefined) return action;
  throw new AwsFault(
    "InvalidAction",
    400,
    `Could not find operation ${operation} for version ${version ?? "NO_VERSION_SPECIFIED"}`,
  );
}

function queryResult(service: QueryService, operation: string, result: XmlTree | void, request: AwsRequest): string {
  const metadata = { ResponseMetadata: { RequestId: request.requestId } };
  const content = result === undefined ? metadata : { [`${operation}Result`]: result, ...metadata };
  return printXml(`${operation}Response`, tables[service].namespace, content);
}

function ec2Result(operation: string, result: XmlTree, request: AwsRequest): string {
  return printXml(`${operation}Response`, tables.ec2.namespace, { requestId: request.requestId, ...result });
}

export function printQueryFault(service: QueryService, fault: AwsFault, request: AwsRequest): AwsAnswer {
  const error = { Code: fault.code, Message: fault.message };
  if (service === "ec2") {
    return xmlAnswer(
      fault.status,
      printXml("Response", undefined, { Errors: { Error: error }, RequestID: request.requestId }),
    );
  }
  const Type = fault.status < 500 ? "Sender" : "Receiver";
  const tree = { Error: { Type, ...error }, RequestId: request.requestId };
  return xmlAnswer(fault.status, printXml("ErrorResponse", tables[service].namespace, tree));
}

function xmlAnswer(status: number, body: string): AwsAnswer {
  return { status, headers: { "content-type": "text/xml" }, body };
}
