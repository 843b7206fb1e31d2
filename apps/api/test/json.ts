/** The body of an answer: what a test asserts about it is its only type. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;
