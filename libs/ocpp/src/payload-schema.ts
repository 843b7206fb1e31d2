/** The outline of a JSON schema of the standard: what an editor can offer. The validators know the rest. */
export interface PayloadSchema {
  type?: string;
  properties?: Readonly<Record<string, PayloadSchema>>;
  required?: readonly string[];
  items?: PayloadSchema;
  enum?: readonly string[];
  format?: string;
  maxLength?: number;
}
