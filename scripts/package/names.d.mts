export function unfitNames(paths: readonly string[]): string[];
