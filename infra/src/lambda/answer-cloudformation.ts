// How a custom resource's function tells CloudFormation of its end: a PUT to the signed URL of the event. In the VPC that
// address is the interface endpoint of S3.

export interface CustomResourceEvent {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResponseURL: string;
  StackId: string;
  RequestId: string;
  LogicalResourceId: string;
  PhysicalResourceId?: string;
  ResourceProperties: Record<string, string>;
}

/** CloudFormation shows the reason to whoever deploys. */
const MAX_REASON_LENGTH = 500;

/**
 * Does the work, and answers whatever comes of it: without an answer the deployment would hang for an hour.
 * @param physicalId stays the same over updates, so that nothing is replaced.
 */
export async function answerCloudFormation(
  event: CustomResourceEvent,
  physicalId: string,
  work: () => Promise<void>,
): Promise<void> {
  let outcome: { Status: 'SUCCESS' } | { Status: 'FAILED'; Reason: string } = { Status: 'SUCCESS' };
  try {
    await work();
  } catch (error) {
    process.stderr.write(`${(error as Error).stack}\n`);
    outcome = { Status: 'FAILED', Reason: (error as Error).message.slice(0, MAX_REASON_LENGTH) };
  }
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({ ...outcome, PhysicalResourceId: physicalId, StackId, RequestId, LogicalResourceId });
  const response = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!response.ok) throw new Error(`CloudFormation's URL answered ${response.status}.`);
}
