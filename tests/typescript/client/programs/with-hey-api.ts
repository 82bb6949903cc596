/** Reads the site with the client made by @hey-api/openapi-ts: a list, the first post of it in full, and an error. */

import { client } from "../generated/hey/client.gen.js";
import { pagesDetail, pagesList } from "../generated/hey/sdk.gen.js";
import type { BlogPage, Page } from "../generated/hey/types.gen.js";
import { words } from "./words.js";

client.setConfig({ baseUrl: `${process.argv[2]}/api/v2` });

const list = await pagesList({ query: { type: ["blog.BlogPage"], locale: "zh-hans", limit: 3 } });
if (!list.data) {
  throw new Error(`${list.error.code}: ${list.error.message}`);
}
const titles = list.data.items.map((item) => item.title);

const id = list.data.items[0]?.id;
if (id === undefined) {
  throw new Error("there are no posts");
}
const { data: page } = await pagesDetail({ path: { id } });
if (!page || !isPost(page)) {
  throw new Error("this is no post");
}

const missing = await pagesDetail({ path: { id: 999_999_999 } });

console.log(
  JSON.stringify({
    posts: list.data.meta.total_count,
    titles,
    words: words(page.body),
    error: missing.error?.code,
  }),
);

function isPost(page: object): page is BlogPage {
  return (page as Partial<Page>).meta?.type === "blog.BlogPage" && "body" in page;
}
