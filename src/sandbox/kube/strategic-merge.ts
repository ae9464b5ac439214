// Strategic merge: a JSON merge patch that knows which lists are merged item by item.
import { isMap, type Json } from "./kube-object.ts";
import { mergeKeyOf } from "./merge-keys.ts";

/** https://github.com/kubernetes/community/blob/main/contributors/devel/sig-api-machinery/strategic-merge-patch.md */
export function strategicMerge(present: unknown, patch: Json): Json {
  const { $patch: directive, $retainKeys: retained, ...members } = patch;
  if (directive === "replace") return members;
  const result: Json = isMap(present) ? { ...present } : {};
  if (Array.isArray(retained))
    for (const member of Object.keys(result)) if (!retained.includes(member)) delete result[member];
  for (const [member, value] of Object.entries(members)) {
    if (member.startsWith(deleteDirective)) {
      const name = member.slice(deleteDirective.length);
      result[name] = listIn(result[name]).filter((item) => !listIn(value).includes(item));
    } else if (member.startsWith("$")) continue;
    else if (value === null || (isMap(value) && value["$patch"] === "delete")) delete result[member];
    else if (Array.isArray(value)) result[member] = mergeList(member, result[member], value);
    else result[member] = isMap(value) ? strategicMerge(result[member], value) : value;
  }
  return orderLists(result, members);
}

const deleteDirective = "$deleteFromPrimitiveList/";
const orderDirective = "$setElementOrder/";

function mergeList(member: string, present: unknown, patch: readonly unknown[]): readonly unknown[] {
  const sent = patch.filter((item) => !(isMap(item) && item["$patch"] === "replace"));
  if (member === "finalizers") return [...new Set([...listIn(present), ...sent])];
  const key = mergeKeyOf(member, [...listIn(present), ...sent]);
  const isReplaced = key === undefined || sent.length < patch.length;
  const result = isReplaced ? [] : [...listIn(present)];
  for (const item of sent) {
    const at = key === undefined || !isMap(item) ? -1 : result.findIndex((one) => isMap(one) && one[key] === item[key]);
    if (isMap(item) && item["$patch"] === "delete") result.splice(at, at < 0 ? 0 : 1);
    else if (at >= 0) result[at] = strategicMerge(result[at], item as Json);
    else result.push(isMap(item) ? strategicMerge({}, item) : item);
  }
  return result;
}

/** Items that the patch orders come in its order; the others keep their place after them. */
function orderLists(result: Json, patch: Json): Json {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(orderDirective) || !Array.isArray(order)) continue;
    const member = directive.slice(orderDirective.length);
    const items = listIn(result[member]);
    const key = mergeKeyOf(member, items);
    const nameOf = (item: unknown): unknown => (key !== undefined && isMap(item) ? item[key] : item);
    const wanted = order.map(nameOf);
    const placeOf = (item: unknown): number =>
      wanted.includes(nameOf(item)) ? wanted.indexOf(nameOf(item)) : wanted.length;
    if (items.length > 0) result[member] = items.toSorted((one, other) => placeOf(one) - placeOf(other));
  }
  return result;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}
