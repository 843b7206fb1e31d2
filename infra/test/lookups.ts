// How specs find things in the templates.
import type { Synthesis } from './synthesis.js';

interface Attribute {
  Key: string;
  Value: string;
}

/** Of the only resource of the type. */
export const properties = (synthesis: Synthesis, type: string, stack?: string) =>
  synthesis.only(type, stack).Properties;
/** Attributes of a load balancer or target group. */
export function attributesOf(of: {
  LoadBalancerAttributes?: Attribute[];
  TargetGroupAttributes?: Attribute[];
}): Record<string, string> {
  const attributes = of.LoadBalancerAttributes ?? of.TargetGroupAttributes ?? [];
  return Object.fromEntries(attributes.map(({ Key, Value }) => [Key, Value]));
}

/** The container of a task definition, by the last word of its family. */
export const containerOf = (synthesis: Synthesis, family: string) =>
  synthesis.resources('AWS::ECS::TaskDefinition').find(({ Properties }) => Properties.Family.endsWith(`-${family}`))
    ?.Properties.ContainerDefinitions[0];
/** By the first label of its host. */
export const distributionOf = (synthesis: Synthesis, host: string) =>
  synthesis
    .resources('AWS::CloudFront::Distribution')
    .map(({ Properties }) => Properties.DistributionConfig)
    .find(({ Aliases }) => Aliases[0].startsWith(`${host}.`));
