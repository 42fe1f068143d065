/** A page that exists. The header lists these in order; the hash names one: `#/simulator?…`. */
export interface Route {
  readonly id: 'simulator' | 'inspect';
}

export const ROUTES: readonly Route[] = [{ id: 'simulator' }, { id: 'inspect' }];

/** What a hash asks for: the name of a page and the query after it, neither of them checked yet. */
export interface HashParts {
  readonly page: string;
  readonly query: string;
}

/** Splits `#/simulator?v=1&…` at the first question mark. Never throws. */
export function splitHash(hash: string): HashParts {
  const text = hash.replace(/^#\/?/, '');
  const mark = text.indexOf('?');
  return mark < 0
    ? { page: text, query: '' }
    : { page: text.slice(0, mark), query: text.slice(mark + 1) };
}

/** The page with that name; undefined when there is none. An empty name is the first page. */
export function routeNamed(page: string): Route | undefined {
  return page === '' ? ROUTES[0] : ROUTES.find((route) => route.id === page);
}
