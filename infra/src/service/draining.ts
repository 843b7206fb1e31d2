/**
 * Times of a task's end, in seconds. Deregistration: the load balancer sends nothing new, open sockets go on; the task is
 * told to stop meanwhile, turns readiness off, and closes its sockets in jittered batches within its stop timeout (Fargate's
 * most).
 */
export const DRAINING_S = { deregistration: 120, stopTimeout: 120 } as const;
