import { describe, expect, it } from "vitest";
import { parseHeads } from "../src/explorers/heads";
import { contrast, html, Markup, number, percent, shown, table, thousands } from "../src/views/html";
import { answer, barCell, colours, signedBarCell, strip } from "../src/views/numbers";

describe("html", () => {
  it("escapes what is not HTML already", () => {
    const text = `<img src=x onerror="alert('1')">&`;
    const escaped = "&lt;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&gt;&amp;";
    expect(html`<p title="${text}">${[text, new Markup("<b>")]}</p>`.text).toBe(
      `<p title="${escaped}">${escaped}<b></p>`,
    );
  });

  it("names what cannot be seen, and gives a mark something to stand on", () => {
    expect(shown("a\n").text).toBe("<bdi>a<small>LINE FEED</small></bdi>");
    expect(shown("\u0301").text).toBe("<bdi>◌\u0301</bdi>");
  });

  it("lets numbers stand right under their headings, and lets the first cell head its row", () => {
    const made = table("t", ["a", "b"], [["x", "−1,234.5"]]).text;
    expect(made).toContain('<th scope="col" class="n">b</th>');
    expect(made).toContain('<th scope="row">x</th><td class="n">−1,234.5</td>');
    expect(made).not.toContain("tabindex");
    expect(table("t", Array(8).fill("a"), []).text).toContain('tabindex="0"');
  });
});

describe("numbers", () => {
  it("writes numbers as Python's views do", () => {
    expect([1.23456, -0.5, -0.0001].map((value) => number(value))).toEqual(["1.235", "−0.500", "0.000"]);
    expect(number(0.5, 1, true)).toBe("+0.5");
    expect([thousands(50265), percent(0.926), answer(["a", "b"], [0.25, 0.75])]).toEqual(["50,265", "93%", "b 75%"]);
  });

  it("goes from orange over white to blue, and can be read", () => {
    expect([-2, 0, 2].map((value) => colours(value)[1])).toEqual(["#b34700", "#ffffff", "#00639a"]);
    for (let value = -1; value <= 1; value += 0.05) expect(contrast(...colours(value))).toBeGreaterThan(4.5);
  });

  it("draws bars, none where there is no number", () => {
    expect(barCell(0.25, "<b>").text).toContain('data-label="&lt;b&gt;" data-probability="0.2500"');
    expect(signedBarCell(-1, 2).text).toContain('class="minus" style="left: 25.0%; width: 25.0%"');
    expect(signedBarCell(null, 2).text).toContain("–");
    expect(strip("v", Float32Array.of(0, 0)).text).toContain("#ffffff 0.00% 50.00%");
  });
});

describe("heads", () => {
  it("are read from a setting, and nonsense is passed over", () => {
    expect(parseHeads("3.0 0.1 x 2. <b>")).toEqual([
      [0, 1],
      [3, 0],
    ]);
  });
});
