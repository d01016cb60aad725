/**
 * Merge: how a view takes a patch (RFC 7396). The law: a view merged with its patches is the view of the room.
 */

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])
const hasOwn = Object.prototype.hasOwnProperty // phones of 2021 know no Object.hasOwn

/**
 * Return `target` with `patch` applied; neither is changed, and what the patch does not touch is shared.
 *
 * @template T
 * @param {T} target
 * @param {unknown} patch absent fields stay, null removes, objects are merged, all else replaces
 * @returns {T}
 */
export function merge(target, patch) {
  if (!isObject(patch)) return patch
  const merged = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (FORBIDDEN.has(name)) continue
    if (value === null) delete merged[name]
    else merged[name] = merge(hasOwn.call(merged, name) ? merged[name] : undefined, value)
  }
  return merged
}

/** @param {unknown} value */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
