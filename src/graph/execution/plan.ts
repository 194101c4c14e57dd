import type {
  FieldNode,
  FragmentDefinitionNode,
  GraphQLField,
  GraphQLFieldResolver,
  GraphQLObjectType,
  GraphQLResolveInfo,
  GraphQLSchema,
  OperationDefinitionNode,
} from 'graphql';
import type { CollectedErrors } from './collected-errors.js';

export type Values = Readonly<Record<string, unknown>>;
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** One operation of a document, for one set of values of the variables that its `@skip` and `@include` name. */
export type OperationPlan = Readonly<{
  schema: GraphQLSchema;
  operation: OperationDefinitionNode;
  fragments: Fragments;
  /** The variables by which its selections were made. */
  conditions: Values;
  rootType: GraphQLObjectType;
  /** How many fields are planned so far, and how many have arguments that depend on variables: each has a slot. */
  size: { fields: number; slots: number };
}>;

/** The fields of an object, those with the same response name as one, in the order of the answer. */
export type SelectionPlan = Readonly<{
  fields: readonly FieldPlan[];
  /** An object with these names; `null` where one of them is not for an object that has a prototype. */
  blank: Readonly<Record<string, null>> | null;
}>;

export type FieldPlan = Readonly<{
  responseName: string;
  fieldName: string;
  nodes: readonly FieldNode[];
  parentType: GraphQLObjectType;
  field: GraphQLField<unknown, unknown>;
  /** `null` where the field is a property of its source. */
  resolve: GraphQLFieldResolver<unknown, unknown> | null;
  /** `null` where they depend on variables. */
  fixedArguments: Values | null;
  slot: number;
  isNullable: boolean;
  /** `true` for a scalar or an enum, in no list. */
  isLeaf: boolean;
  complete: Complete;
}>;

/** Where something stands in the answer, from its end. */
export type Path = GraphQLResolveInfo['path'];

/** One execution of an operation. */
export type Run = Readonly<{
  plan: OperationPlan;
  variables: Values;
  context: unknown;
  errors: CollectedErrors;
  /** Arguments that depend on variables, by the slot of their field, once they have been worked out. */
  argumentsBySlot: (Values | undefined)[];
}>;

/** Makes the answer of what a field's resolver gave; `path` is not looked at for a scalar or an enum. */
export type Complete = (run: Run, field: FieldPlan, path: Path | undefined, value: unknown) => unknown;
