// The words of the page, in Vietnamese and English, the language that was chosen, and how it writes numbers and days.

const WORDS = {
  skip: ["Đến nội dung", "Skip to content"],
  archive: ["Kho văn bản", "Archive"],
  document: ["Văn bản", "Document"],
  review: ["Kiểm tra", "Review"],
  charts: ["Biểu đồ", "Charts"],
  author: ["Người kiểm tra", "Your name"],
  other: ["English", "Tiếng Việt"],
  search: ["Tìm trong văn bản (có dấu hoặc không dấu)", "Search the text (with or without marks)"],
  find: ["Tìm", "Find"],
  clear: ["Bỏ lọc", "Clear"],
  agency: ["Cơ quan", "Agency"],
  kind: ["Loại", "Type"],
  year: ["Năm", "Year"],
  status: ["Trạng thái", "Status"],
  confidence: ["Độ tin cậy", "Confidence"],
  any: ["Tất cả", "All"],
  below: ["dưới", "below"],
  failing: ["Phép tính không khớp", "Sums that fail"],
  incomplete: ["Thiếu thông tin", "Incomplete"],
  custom: ["Trường riêng", "Own field"],
  custom_value: ["Giá trị trường riêng", "Its value"],
  custom_hint: ["từ, hoặc > 100", "words, or > 100"],
  or: ["hoặc", "or"],
  documents: ["văn bản", "documents"],
  number: ["Số, ký hiệu", "Number"],
  date: ["Ngày ban hành", "Day of issue"],
  doc_type: ["Tên loại", "Type"],
  subject: ["Trích yếu", "Subject"],
  place: ["Địa danh", "Place"],
  signer: ["Người ký", "Signer"],
  pages: ["Số trang", "Pages"],
  checks: ["Kiểm tra số học", "Checks"],
  more: ["Xem thêm", "More"],
  many: ["Còn nữa; hãy tìm cụ thể hơn.", "There are more; say more of what you look for."],
  nothing: ["Không có gì ở đây.", "Nothing here."],
  ok: ["đã đọc", "read"],
  partial: ["đọc chưa đủ", "not read whole"],
  failed: ["không đọc được", "failed"],
  tag: ["Nhãn", "Tag"],
  tags: ["Nhãn", "Tags"],
  add: ["Thêm", "Add"],
  remove: ["Bỏ", "Remove"],
  take_along: ["Tải danh sách", "Download the list"],
  download: ["Tải về", "Download"],
  print: ["In", "Print"],
  page: ["Trang", "Page"],
  previous: ["Trang trước", "Previous page"],
  next: ["Trang sau", "Next page"],
  fit_width: ["Vừa bề rộng", "Fit width"],
  fit_height: ["Vừa trang", "Fit page"],
  zoom_in: ["Phóng to", "Zoom in"],
  zoom_out: ["Thu nhỏ", "Zoom out"],
  hits: ["chỗ tìm thấy", "hits"],
  next_hit: ["Chỗ tìm thấy sau", "Next hit"],
  fields: ["Thông tin văn bản", "Fields"],
  figures: ["Số liệu", "Figures"],
  tables: ["Bảng biểu", "Tables"],
  table: ["Bảng", "Table"],
  references: ["Văn bản viện dẫn", "References"],
  in_archive: ["có trong kho", "in the archive"],
  plan_items: ["Kế hoạch, nhiệm vụ", "Plan items"],
  deadline: ["hạn", "by"],
  recipients: ["Nơi nhận", "Recipients"],
  text: ["Văn bản", "Text"],
  history: ["Lịch sử sửa", "History"],
  changes: ["Hiện chỗ đã sửa so với OCR", "Show changes against the OCR"],
  marks: ["Dấu và chỗ chưa đọc", "Stamps and unread places"],
  stamp_incoming: ["Dấu đến", "Incoming stamp"],
  stamp_seal: ["Con dấu", "Seal"],
  stamp_copy: ["Dấu sao", "Copy mark"],
  stamp_name: ["Tên đóng dấu", "Stamped name"],
  stamp_electronic_signature: ["Chữ ký số", "Electronic signature"],
  stamp_other: ["Dấu khác", "Other stamp"],
  unread_print: ["Chữ in chưa đọc", "Print not read"],
  unread_handwriting: ["Chữ viết tay", "Handwriting"],
  unread_picture: ["Hình", "Picture"],
  unread_stamp: ["Dấu chưa đọc", "Stamp not read"],
  not_read: ["chưa đọc được", "not read"],
  missing: ["chưa tìm thấy", "not found"],
  by_person: ["người sửa", "set by a person"],
  read_as: ["máy đọc", "read as"],
  save: ["Lưu", "Save"],
  cancel: ["Thôi", "Cancel"],
  edit: ["Sửa", "Edit"],
  statistic: ["Số liệu", "Figure"],
  saved: ["Đã lưu.", "Saved."],
  undo: ["Hoàn tác", "Undo"],
  undone: ["Đã hoàn tác.", "Taken back."],
  no_picture: ["Không có ảnh của trang này.", "There is no picture of this page."],
  accept: ["Đúng", "Right"],
  fix: ["Sửa", "Fix"],
  not_a_figure: ["Không phải số liệu", "Not a figure"],
  authors_error: ["Lỗi của văn bản", "The author's own error"],
  unreadable: ["Không đọc được", "Unreadable"],
  skip_it: ["Bỏ qua", "Next"],
  alternatives: ["Cách đọc khác", "Other readings"],
  why_readers: ["Hai bộ đọc đọc khác nhau", "Two readers read it differently"],
  why_check: ["Phép tính không khớp", "A sum does not hold"],
  why_head: ["Thông tin đầu văn bản chưa chắc", "A field of the head is not sure"],
  why_missing: ["Thiếu thông tin", "A field is missing"],
  why_doubt: ["Số liệu chưa chắc", "A doubtful figure"],
  why_sample: ["Mẫu ngẫu nhiên", "Random sample"],
  open: ["còn", "open"],
  decided: ["đã xem", "decided"],
  wrong: ["sai", "wrong"],
  all_done: ["Đã kiểm tra hết.", "All is checked."],
  keys: [
    "Phím: Enter đúng · e sửa · 1–9 chọn cách đọc · x không phải số liệu · w lỗi của văn bản · r không đọc được · n bỏ qua · u hoàn tác · o mở văn bản",
    "Keys: Enter right · e fix · 1–9 pick a reading · x not a figure · w the author's own error · r unreadable · n next · u undo · o open the document",
  ],
  page_keys: [
    "Phím: ← → PgUp PgDn sang trang · + − phóng, thu · w h vừa khung · lăn chuột phóng to, kéo để di chuyển",
    "Keys: ← → PgUp PgDn turn pages · + − zoom · w h fit · the wheel zooms, dragging moves",
  ],
  computed: ["tính ra", "computed"],
  indicator: ["Chỉ tiêu", "Indicator"],
  by: ["Theo", "By"],
  month: ["tháng", "month"],
  quarter: ["quý", "quarter"],
  draw: ["Vẽ", "Draw"],
  suggestions: ["Gợi ý từ kho văn bản", "Suggestions from the archive"],
  sources: ["Nguồn số liệu", "Where the values come from"],
  value: ["Giá trị", "Value"],
  period: ["Kỳ", "Period"],
  error: ["Lỗi", "Error"],
  digits: ["Chữ số dễ nhầm", "Look-alike digits"],
  line: ["Dòng", "Line"],
  kept: ["Bản OCR và bản máy phục hồi vẫn được giữ.", "The OCR text and the restored text are kept."],
};

// What the server says, and the same in Vietnamese; `$1` is what stands in the place of the parentheses.
const ERRORS = [
  [/^no document (.+)$/, "không có văn bản $1"],
  [/^no page (.+)$/, "không có trang $1"],
  [/^no table (.+)$/, "không có bảng $1"],
  [/^no decision (.+) that stands$/, "không có quyết định $1 còn hiệu lực"],
  [/^no (?:statistic|header|line) (.+)$/, "không có mục $1"],
  [/^nothing here$/, "không có gì ở đây"],
  [/^more than (\d+) bytes of words$/, "câu hỏi dài quá $1 byte"],
  [/^(.+) cannot be (.+)$/, "$1 không thể là $2"],
  [/^too long$/, "quá dài"],
  [/^one line is needed$/, "cần đúng một dòng"],
  [/^a day is needed, as (.+)$/, "cần một ngày, ví dụ $1"],
  [/^a number is needed, as (.+)$/, "cần một số, ví dụ $1"],
  [/^a value is needed$/, "cần một giá trị"],
  [/^a tag of 1 to 60 letters is needed$/, "cần một nhãn dài 1 đến 60 ký tự"],
  [/^it has the tag (.+) already$/, "đã có nhãn $1"],
  [/^an answer about a figure is needed: (.+)$/, "cần một câu trả lời về số liệu: $1"],
  [/^a format is needed: (.+)$/, "cần một định dạng: $1"],
  [/^the document was read anew since it was shown; load it again$/, "văn bản đã được đọc lại từ khi hiện ra; hãy tải lại trang"],
  [/^the input is not where it was when it was read$/, "tệp gốc không còn ở chỗ cũ"],
  [/^this takes too long; ask for less$/, "mất quá nhiều thời gian; hãy hỏi ít hơn"],
  [/^the token is missing or wrong$/, "thiếu mã truy cập hoặc mã sai"],
  [/^an internal error$/, "lỗi bên trong chương trình"],
  [/^the server does not answer$/, "máy chủ không trả lời"],
];

const LANGUAGES = ["vi", "en"];
const LOCALES = ["vi-VN", "en-GB"];
let language = LANGUAGES.indexOf(localStorage.getItem("language") ?? "vi");
if (language < 0) language = 0;

export function word(name) {
  return WORDS[name]?.[language] ?? name;
}

export function errorText(message) {
  const [pattern, vietnamese] = (language === 0 && ERRORS.find(([known]) => known.test(message))) || [];
  return pattern ? message.replace(pattern, vietnamese) : message;
}

export function languageCode() {
  return LANGUAGES[language];
}

export function otherLanguage() {
  language = 1 - language;
  localStorage.setItem("language", LANGUAGES[language]);
}

export function number(value) {
  return new Intl.NumberFormat(LOCALES[language], { maximumFractionDigits: 2 }).format(value);
}

export function percent(share) {
  return new Intl.NumberFormat(LOCALES[language], { style: "percent" }).format(share);
}

const DAYS = [
  { day: "2-digit", month: "2-digit", year: "numeric" },
  { day: "numeric", month: "short", year: "numeric" },
];

// An ISO day, with its time where there is one, or a month.
export function day(iso) {
  const parts = /^(\d{4})-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2}))?)?/.exec(iso ?? "");
  if (!parts) return "–";
  const [, year, month, date, time] = parts;
  const { day: inMonth, ...ofMonth } = DAYS[language];
  const form = date ? { day: inMonth, ...ofMonth } : ofMonth;
  const shown = new Date(Date.UTC(Number(year), Number(month) - 1, Number(date ?? 1)));
  const text = new Intl.DateTimeFormat(LOCALES[language], { ...form, timeZone: "UTC" }).format(shown);
  return time ? `${text} ${time}` : text;
}

// The label of a point of a chart: `2023-02`, `2023-Q1`, a year, an agency.
export function period(label) {
  const quarter = /^(\d{4})-Q([1-4])$/.exec(label);
  if (quarter) return language === 0 ? `Quý ${["I", "II", "III", "IV"][quarter[2] - 1]}/${quarter[1]}` : `Q${quarter[2]} ${quarter[1]}`;
  if (!/^\d{4}-\d{2}$/.test(label)) return label;
  return language === 0 ? `${label.slice(5)}/${label.slice(0, 4)}` : day(label);
}
