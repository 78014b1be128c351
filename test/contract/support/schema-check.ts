/** The part of OpenAPI's schemas that openapi.yaml uses. A word that is not listed here fails the check. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly [word: string]: unknown;
}

const knownWords = new Set([
  '$ref',
  'type',
  'format',
  'nullable',
  'enum',
  'properties',
  'required',
  'additionalProperties',
  'items',
  'oneOf',
  'allOf',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'description',
  'default',
  'multipleOf',
  'minItems',
  'maxItems',
  'uniqueItems',
  'pattern',
]);

const formats: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
};

type Schemas = Readonly<Record<string, Schema>>;

/** What is wrong with a value; empty when it fits. A property that the schema does not name is wrong. */
export function schemaProblems(value: unknown, schema: Schema, schemas: Schemas, place = ''): string[] {
  const unknown = Object.keys(schema).filter((word) => !knownWords.has(word));
  if (unknown.length > 0) return [`${place}: the check does not know ${unknown.join(', ')}`];
  if (Object.keys(schema).length === 0) return [];
  if (schema.$ref !== undefined) return schemaProblems(value, resolve(schema.$ref, schemas), schemas, place);
  if (value === null && schema.nullable) return [];
  if (schema.allOf) {
    return schema.allOf.flatMap((each) => schemaProblems(value, each, schemas, place));
  }
  if (schema.oneOf) {
    const results = schema.oneOf.map((each) => schemaProblems(value, each, schemas, place));
    return results.some((each) => each.length === 0) ? [] : results.flat();
  }
  if (schema.enum && !schema.enum.includes(value)) return [`${place}: ${show(value)} is not in the enum`];
  switch (schema.type) {
    case 'object':
      return objectProblems(value, schema, schemas, place);
    case 'array':
      if (!Array.isArray(value)) return [`${place}: ${show(value)} is no array`];
      return value.flatMap((each, index) =>
        schemaProblems(each, schema.items ?? {}, schemas, `${place}/${index}`),
      );
    case 'string':
      return textProblems(value, schema, place);
    case 'integer':
    case 'number':
      return numberProblems(value, schema, place);
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${place}: ${show(value)} is no boolean`];
    default:
      return [`${place}: the schema has no type`];
  }
}

export function resolve(reference: string, schemas: Schemas): Schema {
  const schema = schemas[reference.replace('#/components/schemas/', '')];
  if (!schema) throw new Error(`There is no schema ${reference}.`);
  return schema;
}

function objectProblems(value: unknown, schema: Schema, schemas: Schemas, place: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return [`${place}: ${show(value)} is no object`];
  const properties = schema.properties ?? {};
  const missing = (schema.required ?? [])
    .filter((name) => !(name in value))
    .map((name) => `${place}/${name}: is missing`);
  const wrong = Object.entries(value).flatMap(([name, member]) => {
    const described = properties[name];
    if (described) return schemaProblems(member, described, schemas, `${place}/${name}`);
    const others = schema.additionalProperties ?? false;
    if (typeof others === 'object') return schemaProblems(member, others, schemas, `${place}/${name}`);
    return others ? [] : [`${place}/${name}: is not documented`];
  });
  return [...missing, ...wrong];
}

function textProblems(value: unknown, schema: Schema, place: string): string[] {
  if (typeof value !== 'string') return [`${place}: ${show(value)} is no text`];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value))
    return [`${place}: ${show(value)} does not match ${schema.pattern}`];
  const form = schema.format === undefined ? undefined : formats[schema.format];
  return form && !form.test(value) ? [`${place}: ${show(value)} is no ${schema.format}`] : [];
}

function numberProblems(value: unknown, schema: Schema, place: string): string[] {
  const fits = schema.type === 'integer' ? Number.isInteger(value) : Number.isFinite(value);
  if (typeof value !== 'number' || !fits) return [`${place}: ${show(value)} is no ${schema.type}`];
  const low = value < (schema.minimum ?? Number.NEGATIVE_INFINITY);
  const high = value > (schema.maximum ?? Number.POSITIVE_INFINITY);
  return low || high ? [`${place}: ${value} is out of range`] : [];
}

function show(value: unknown): string {
  return JSON.stringify(value)?.slice(0, 80) ?? String(value);
}
