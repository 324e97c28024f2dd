import { StyleModule } from 'style-mod';

/**
 * The editor's library writes its rules into a <style> element, which the content security policy
 * of the program forbids. Constructed style sheets are allowed, so they take its place.
 */
const known: StyleModule[] = [];
const sheet = new CSSStyleSheet();

/** Each module stands behind the one before it in its list: later ones win. */
function insert(modules: readonly StyleModule[]): boolean {
  let at = 0;
  let grown = false;
  for (const module of modules) {
    const found = known.indexOf(module);
    if (found < 0) {
      known.splice(at, 0, module);
      grown = true;
    }
    at = known.indexOf(module) + 1;
  }
  return grown;
}

StyleModule.mount = (_root, modules) => {
  const list = Array.isArray(modules) ? (modules as StyleModule[]) : [modules as StyleModule];
  if (insert(list)) sheet.replaceSync(known.map((module) => module.getRules()).join('\n'));
  if (!document.adoptedStyleSheets.includes(sheet)) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  }
};
