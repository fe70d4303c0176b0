// The words of the page, in Vietnamese and English, and the language that was chosen.

const WORDS = {
  skip: ["Đến nội dung", "Skip to content"],
  archive: ["Kho văn bản", "Archive"],
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
  page: ["Trang", "Page"],
  previous: ["Trang trước", "Previous page"],
  next: ["Trang sau", "Next page"],
  fields: ["Thông tin văn bản", "Fields"],
  figures: ["Số liệu", "Figures"],
  text: ["Văn bản", "Text"],
  history: ["Lịch sử sửa", "History"],
  changes: ["Hiện chỗ đã sửa so với OCR", "Show changes against the OCR"],
  zoom: ["Phóng to", "Zoom"],
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
  computed: ["tính ra", "computed"],
  indicator: ["Chỉ tiêu", "Indicator"],
  by: ["Theo", "By"],
  month: ["tháng", "month"],
  quarter: ["quý", "quarter"],
  draw: ["Vẽ", "Draw"],
  sources: ["Nguồn số liệu", "Where the values come from"],
  value: ["Giá trị", "Value"],
  period: ["Kỳ", "Period"],
  error: ["Lỗi", "Error"],
  digits: ["Chữ số dễ nhầm", "Look-alike digits"],
  words: ["từ", "words"],
  loading: ["Đang tải…", "Loading…"],
  line: ["Dòng", "Line"],
  kept: ["Bản OCR và bản máy phục hồi vẫn được giữ.", "The OCR text and the restored text are kept."],
};

const LANGUAGES = ["vi", "en"];
let language = LANGUAGES.indexOf(localStorage.getItem("language") ?? "vi");
if (language < 0) language = 0;

export function word(name) {
  return WORDS[name]?.[language] ?? name;
}

export function languageCode() {
  return LANGUAGES[language];
}

export function otherLanguage() {
  language = 1 - language;
  localStorage.setItem("language", LANGUAGES[language]);
}

const numbers = new Intl.NumberFormat("vi-VN", { maximumFractionDigits: 2 });

export function number(value) {
  return numbers.format(value);
}

export function day(iso) {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? "");
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : "–";
}
