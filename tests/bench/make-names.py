#!/usr/bin/env python3
"""make-names.py COUNT > names.tsv: plausible names of companies with IRIs, always the same, for measuring vocabularies."""
import sys

PLACES = "北京 上海 广东 江苏 浙江 山东 四川 湖北 湖南 河南 福建 安徽 陕西 辽宁 重庆 天津 江西 云南 贵州 山西".split()
FIRST = "华 中 国 东 新 金 天 海 瑞 恒 泰 安 盛 隆 永 兴 宏 博 达 远 通 科 信 诚 和 美 嘉 凯 星 云 龙 凤 鼎 德 康 源 丰 润 佳 创".split()
KINDS = "科技 实业 贸易 电子 机械 建材 医药 食品 能源 物流 信息技术 生物 化工 纺织 文化传媒 投资 农业 环保 汽车 软件".split()
FORMS = "有限公司 股份有限公司 集团有限公司 有限责任公司".split()
SYLLABLES = "ka lo mi ren tor va del sun fi ra no xan be quo pel dri ost ium gen ar".split()

count = int(sys.argv[1])
print("label\talias\tiri\ttype")
for i in range(count):
    if i % 5 < 4:
        a, b, c = FIRST[i % 40], FIRST[i // 40 % 40], FIRST[i // 1600 % 40]
        label = PLACES[i // 7 % 20] + a + b + c + KINDS[i // 3 % 20] + FORMS[i // 11 % 4]
        alias = a + b + c + KINDS[i // 3 % 20]
    else:
        word = "".join(SYLLABLES[i // 20**k % 20] for k in range(4)).capitalize()
        label, alias = f"{word} {['Systems', 'Holdings', 'Energy', 'Labs'][i % 4]} Inc.", word
    print(f"{label}\t{alias}\thttps://example.org/company/{i}\tcompany")
