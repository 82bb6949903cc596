/** Reads the site with types made by openapi-typescript: a list, the first post of it in full, and an error. */

import createClient from "openapi-fetch";
import type { components, paths } from "../generated/schema.js";
import { words } from "./words.js";

type Page = components["schemas"]["Page"];
type BlogPage = components["schemas"]["BlogPage"];

const api = createClient<paths>({
  baseUrl: `${process.argv[2]}/api/v2`,
  querySerializer: { array: { style: "form", explode: false } },
});

const list = await api.GET("/pages/", {
  params: { query: { type: ["blog.BlogPage"], locale: "zh-hans", limit: 3 } },
});
if (list.error) {
  throw new Error(`${list.error.code}: ${list.error.message}`);
}
const titles = list.data.items.map((item) => item.title);

const id = list.data.items[0]?.id;
if (id === undefined) {
  throw new Error("there are no posts");
}
const detail = await api.GET("/pages/{id}/", { params: { path: { id } } });
const page = detail.data;
if (page === undefined || !isPost(page)) {
  throw new Error("this is no post");
}
const images = page.body.flatMap((block) => (block.type === "image" ? [block.value.image?.srcset.webp] : []));

const missing = await api.GET("/pages/{id}/", { params: { path: { id: 999_999_999 } } });

console.log(
  JSON.stringify({
    posts: list.data.meta.total_count,
    titles,
    words: words(page.body),
    images,
    error: missing.error?.code,
  }),
);

function isPost(page: object): page is BlogPage {
  return (page as Partial<Page>).meta?.type === "blog.BlogPage" && "body" in page;
}
