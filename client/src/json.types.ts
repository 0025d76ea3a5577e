/** An object as it came out of JSON: any key may be missing or of another type than documented. */
export type JsonObject = { readonly [key: string]: unknown }
