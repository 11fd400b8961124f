#include "output/json_text.h"

static void put_escape(Output *output, unsigned char c) {
  static const char SHORT[128] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
  char escape[6] = {'\\', SHORT[c], '0', '0', "0123456789abcdef"[c >> 4], "0123456789abcdef"[c & 15]};
  if (!SHORT[c]) escape[1] = 'u';
  output_write(output, escape, SHORT[c] ? 2 : 6);
}

void json_put_string(Output *output, Slice text) {
  size_t done = 0;
  output_write(output, "\"", 1);
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    output_write(output, text.data + done, i - done);
    put_escape(output, c);
    done = i + 1;
  }
  output_write(output, text.data + done, text.length - done);
  output_write(output, "\"", 1);
}

static size_t count_digits(Slice text, size_t at) {
  size_t end = at;
  while (end < text.length && text.data[end] >= '0' && text.data[end] <= '9') end++;
  return end - at;
}

bool json_keeps_number(Slice text) {
  size_t sign = text.length && text.data[0] == '-', whole = count_digits(text, sign), point = sign + whole;
  if (!whole || (whole > 1 && text.data[sign] == '0')) return false;
  if (point == text.length) return whole <= 15 && !(sign && text.data[sign] == '0');
  size_t fraction = count_digits(text, point + 1);
  return text.data[point] == '.' && fraction && fraction <= 6 && whole + fraction <= 15 &&
         point + 1 + fraction == text.length && text.data[text.length - 1] != '0';
}
