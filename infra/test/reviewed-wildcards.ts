// Every wildcard in an IAM policy, read and found necessary. A test refuses any other, and any of these that is gone.

export const reviewedWildcards: readonly { matches: RegExp; why: string }[] = [
  {
    matches: /^ecr:GetAuthorizationToken on \*$/,
    why: 'The action knows no resource.',
  },
  {
    matches:
      /^ec2:AssignPrivateIpAddresses, ec2:CreateNetworkInterface, ec2:DeleteNetworkInterface, ec2:DescribeNetworkInterfaces, ec2:DescribeSubnets, ec2:UnassignPrivateIpAddresses on \*$/,
    why: 'Lambda makes its network interfaces with the role of the function, and nobody knows their ids beforehand.',
  },
  {
    matches:
      /^logs:CreateLogGroup, logs:CreateLogStream, logs:PutLogEvents on arn:aws:logs:\*:\d+:log-group:\/aws\/lambda\/us-east-1\.simulator-ENV-edge-\*$/,
    why: 'Lambda@Edge logs in whatever region it runs.',
  },
  {
    matches: /^ecs:RunTask on .*:task-definition\/simulator-ENV-migration:\*$/,
    why: 'Each release is a new revision.',
  },
  {
    matches: /^ecs:DescribeTasks on .*:task\/.*\/\*$/,
    why: 'Tasks of one cluster; their ids are made when they run.',
  },
  {
    matches:
      /^s3:GetObjectVersionAcl, s3:GetObjectVersionForReplication, s3:GetObjectVersionTagging on <PageBucket\w+>\/\*$/,
    why: 'Replication reads every object of the page.',
  },
  {
    matches:
      /^s3:ReplicateDelete, s3:ReplicateObject, s3:ReplicateTags on arn:aws:s3:::simulator-ENV-page-replica-\d+\/\*$/,
    why: 'Replication writes every object of the replica.',
  },
  {
    matches: /^s3:GetObject, s3:PutObject on arn:aws:s3:::simulator-ENV-page-\d+\/\*$/,
    why: 'A release writes the page.',
  },
  {
    matches: /^cloudfront:CreateInvalidation on arn:aws:cloudfront::\d+:distribution\/\*$/,
    why: "The account has this product's distributions only.",
  },
  {
    matches: /^ssm:GetParameter, ssm:GetParameterHistory on .*:parameter\/simulator\/ENV\/(release|page)\/\*$/,
    why: 'What was released: no secret is below these names.',
  },
  {
    matches: /^cloudformation:DescribeStacks on .*:stack\/simulator-ENV-\*$/,
    why: "The stacks' ids are made when they are.",
  },
];
