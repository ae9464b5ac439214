// The known combinations of actions with which a principal gets more than it was given, as data.

export interface EscalationCombo {
  /** As pathfinding.cloud numbers it; ours where no list has it. */
  readonly id: string;
  /** All must be allowed. */
  readonly actions: readonly string[];
  /** The services that a passed role is for; absent where no role is passed. */
  readonly passedTo?: string;
  /** To follow "it can". */
  readonly effect: string;
}

const withPassRole = (id: string, service: string, effect: string, ...actions: string[]): EscalationCombo => ({
  id,
  actions: ["iam:PassRole", ...actions],
  passedTo: `${service}.amazonaws.com`,
  effect,
});

const single = (id: string, action: string, effect: string): EscalationCombo => ({ id, actions: [action], effect });

/** Facts from https://pathfinding.cloud and the lists it builds on. */
export const escalationCombos: readonly EscalationCombo[] = [
  single("iam-001", "iam:CreatePolicyVersion", "rewrite a policy that it holds"),
  single("iam-set-default", "iam:SetDefaultPolicyVersion", "go back to an older, wider version of a policy"),
  single("iam-009", "iam:AttachRolePolicy", "attach any policy to itself"),
  single("iam-005", "iam:PutRolePolicy", "write any permission into itself"),
  single("iam-008", "iam:AttachUserPolicy", "attach any policy to a user"),
  single("iam-007", "iam:PutUserPolicy", "write any permission into a user"),
  single("iam-010", "iam:AttachGroupPolicy", "attach any policy to a group"),
  single("iam-011", "iam:PutGroupPolicy", "write any permission into a group"),
  single("iam-013", "iam:AddUserToGroup", "put a user into any group"),
  single("iam-002", "iam:CreateAccessKey", "make keys for any user"),
  single("iam-004", "iam:CreateLoginProfile", "set the password of any user without one"),
  single("iam-006", "iam:UpdateLoginProfile", "set the password of any user"),
  single("iam-012", "iam:UpdateAssumeRolePolicy", "make any role trust it"),
  withPassRole("ec2-001", "ec2", "start an instance with any role", "ec2:RunInstances"),
  withPassRole("ec2-003", "ec2", "start a spot instance with any role", "ec2:RequestSpotInstances"),
  withPassRole("lambda-001", "lambda", "run code with any role", "lambda:CreateFunction", "lambda:InvokeFunction"),
  withPassRole(
    "lambda-002",
    "lambda",
    "run code with any role",
    "lambda:CreateFunction",
    "lambda:CreateEventSourceMapping",
  ),
  withPassRole("lambda-006", "lambda", "run code with any role", "lambda:CreateFunction", "lambda:AddPermission"),
  withPassRole("cloudformation-001", "cloudformation", "make resources with any role", "cloudformation:CreateStack"),
  withPassRole(
    "cloudformation-003",
    "cloudformation",
    "make resources with any role",
    "cloudformation:CreateStackSet",
    "cloudformation:CreateStackInstances",
  ),
  withPassRole("cloudformation-004", "cloudformation", "make resources with any role", "cloudformation:UpdateStackSet"),
  withPassRole("glue-001", "glue", "open a shell with any role", "glue:CreateDevEndpoint"),
  withPassRole("glue-003", "glue", "run a job with any role", "glue:CreateJob", "glue:StartJobRun"),
  withPassRole("glue-004", "glue", "run a job with any role", "glue:CreateJob", "glue:CreateTrigger"),
  withPassRole("glue-005", "glue", "run a job with any role", "glue:UpdateJob", "glue:StartJobRun"),
  withPassRole("glue-006", "glue", "run a job with any role", "glue:UpdateJob", "glue:CreateTrigger"),
  withPassRole(
    "codebuild-001",
    "codebuild",
    "run a build with any role",
    "codebuild:CreateProject",
    "codebuild:StartBuild",
  ),
  withPassRole(
    "codebuild-004",
    "codebuild",
    "run a build with any role",
    "codebuild:CreateProject",
    "codebuild:StartBuildBatch",
  ),
  withPassRole("ecs-001", "ecs-tasks", "run a task with any role", "ecs:RegisterTaskDefinition", "ecs:RunTask"),
  withPassRole("ecs-002", "ecs-tasks", "run a task with any role", "ecs:RegisterTaskDefinition", "ecs:StartTask"),
  withPassRole(
    "ecs-003",
    "ecs-tasks",
    "run a service with any role",
    "ecs:RegisterTaskDefinition",
    "ecs:CreateService",
  ),
  withPassRole("sagemaker-001", "sagemaker", "open a notebook with any role", "sagemaker:CreateNotebookInstance"),
  withPassRole("sagemaker-002", "sagemaker", "run a job with any role", "sagemaker:CreateTrainingJob"),
  withPassRole("sagemaker-003", "sagemaker", "run a job with any role", "sagemaker:CreateProcessingJob"),
  withPassRole(
    "datapipeline-001",
    "datapipeline",
    "run a pipeline with any role",
    "datapipeline:CreatePipeline",
    "datapipeline:PutPipelineDefinition",
    "datapipeline:ActivatePipeline",
  ),
  withPassRole("apprunner-001", "apprunner", "run a service with any role", "apprunner:CreateService"),
  withPassRole(
    "bedrock-001",
    "bedrock-agentcore",
    "run code with any role",
    "bedrock-agentcore:CreateCodeInterpreter",
    "bedrock-agentcore:StartCodeInterpreterSession",
    "bedrock-agentcore:InvokeCodeInterpreter",
  ),
  withPassRole(
    "autoscaling-001",
    "autoscaling",
    "start instances with any role",
    "autoscaling:CreateLaunchConfiguration",
    "autoscaling:CreateAutoScalingGroup",
  ),
  withPassRole(
    "autoscaling-002",
    "autoscaling",
    "start instances with any role",
    "autoscaling:CreateLaunchConfiguration",
    "autoscaling:UpdateAutoScalingGroup",
  ),
  single("lambda-layer", "lambda:UpdateFunctionConfiguration", "put a layer of its own into any function"),
  // What no list has: the ways over EKS. https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html
  withPassRole("eks-001", "pods.eks", "give any role to a service account", "eks:CreatePodIdentityAssociation"),
  withPassRole("eks-002", "pods.eks", "give any role to a service account", "eks:UpdatePodIdentityAssociation"),
  {
    id: "eks-003",
    actions: ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"],
    effect: "make itself the cluster's administrator",
  },
  single("eks-004", "eks:UpdateAccessEntry", "put itself into any group of the cluster"),
  withPassRole("eks-005", "ec2", "run nodes with any role", "eks:CreateNodegroup"),
  withPassRole("eks-006", "eks-fargate-pods", "run pods with any role", "eks:CreateFargateProfile"),
  withPassRole("eks-007", "eks", "run an add-on with any role", "eks:CreateAddon"),
];
