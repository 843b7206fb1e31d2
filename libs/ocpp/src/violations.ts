type Params = Record<string, unknown>;

const words: Record<string, (params: Params) => string> = {
  required: ({ missingProperty }) => `must have the field ${String(missingProperty)}`,
  additionalProperties: ({ additionalProperty }) => `must not have the field ${String(additionalProperty)}`,
  type: ({ type }) => `must be of type ${String(type)}`,
  enum: ({ allowedValues }) => `must be one of ${listOf(allowedValues)}`,
  format: ({ format }) => `must be a ${String(format)}`,
  maxLength: ({ limit }) => `must have at most ${String(limit)} characters`,
  minItems: ({ limit }) => `must have at least ${String(limit)} entries`,
  maxItems: ({ limit }) => `must have at most ${String(limit)} entries`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${String(multipleOf)}`,
};

/** What a failed keyword of a JSON schema says, in words that follow the name of the field. */
export function messageOf(keyword: string, params: Params): string {
  return words[keyword]?.(params) ?? `breaks the rule ${keyword}`;
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.join(', ') : String(values);
}
