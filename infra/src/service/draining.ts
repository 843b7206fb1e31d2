/**
 * Times of a task's end, in seconds. Deregistration: the load balancer sends nothing new, open sockets go on; the task is
 * told to stop meanwhile, turns readiness off, and closes its sockets in jittered batches within its stop timeout (Fargate's
 * most).
 */
export const DRAINING_S = {
  deregistration: 120,
  stopTimeout: 120,
  /** Readiness is off, and everything but new stations is still served: longer than the load balancer takes to notice. */
  lead: 15,
  /** Over which the stations are sent away. */
  spread: 60,
  /** Then what is left is cut off: before Fargate does it. */
  timeout: 110,
} as const;
