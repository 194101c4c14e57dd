import type { GraphQLError, GraphQLResolveInfo } from 'graphql';

type Path = GraphQLResolveInfo['path'];

/** In the order in which they came up; none from where an answer has been given up already, nor from below. */
export class CollectedErrors {
  readonly all: GraphQLError[] = [];
  readonly #places = new Set<Path | undefined>();

  add(error: GraphQLError, place: Path | undefined): void {
    for (let path = place; path !== undefined; path = path.prev) if (this.#places.has(path)) return;
    if (this.#places.has(undefined)) return;
    this.#places.add(place);
    this.all.push(error);
  }
}
