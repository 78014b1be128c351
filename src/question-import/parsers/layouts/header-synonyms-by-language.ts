import type { PlainMeaning } from './header-synonyms.js';

/**
 * Header texts in German, French, Spanish, Portuguese, Italian, Dutch, Swedish, Danish, Norwegian, Polish, Czech, Turkish,
 * Russian, Ukrainian, Vietnamese, Indonesian, Arabic, Chinese, Japanese and Korean, in this order.
 */
export const synonymsByLanguage: Partial<Record<PlainMeaning, string>> = {
  question: `frage | fragetext | fragestellung | aussage | question texte | énoncé | enoncé | texte de la question
    | intitulé | pregunta | enunciado | texto de la pregunta | pergunta | questão | domanda | testo della domanda | vraag
    | vraagtekst | stelling | fråga | frågetext | spørgsmål | spørsmål | pytanie | treść pytania | otázka | soru
    | soru metni | вопрос | текст вопроса | питання | запитання | câu hỏi | nội dung câu hỏi | pertanyaan | soal | سؤال
    | السؤال | نص السؤال | 问题 | 题目 | 问题内容 | 題目 | 問題 | 質問 | 問題文 | 設問 | 질문 | 문제 | 문항`,
  title: `titel | bezeichnung | titre | título | titolo | tytuł | název | başlık | название | заголовок | tiêu đề | judul
    | عنوان | العنوان | 标题 | 標題 | タイトル | 제목`,
  type: `fragetyp | fragentyp | frageart | typ | type de question | tipo | tipo de pregunta | tipo de pergunta
    | tipo de questão | tipo di domanda | tipologia | vraagtype | soort vraag | frågetyp | spørgsmålstype | spørsmålstype
    | typ pytania | rodzaj pytania | typ otázky | soru tipi | soru türü | тип | тип вопроса | тип питання | loại
    | loại câu hỏi | jenis soal | tipe soal | نوع السؤال | 类型 | 题型 | 题目类型 | 類型 | 題型 | 種類 | 問題形式 | 유형 | 문제 유형`,
  correct: `richtige antwort | richtige antworten | richtig | korrekte antwort | richtige lösung | lösung | antwort
    | antworten | wahr/falsch | richtig/falsch | bonne réponse | bonnes réponses | bonne(s) réponse(s)
    | réponse correcte | réponses correctes | réponse juste | réponse | réponses | vrai/faux | respuesta correcta
    | respuesta(s) correcta(s) | respuestas correctas | código de respuesta(s) correcta(s) | opción correcta | correcta
    | respuesta | respuestas | verdadero/falso | verdadero o falso | resposta correta | respostas corretas
    | resposta certa | resposta correcta | alternativa correta | opção correta | gabarito | resposta | respostas
    | verdadeiro/falso | risposta corretta | risposte corrette | risposta esatta | risposta giusta | risposta | risposte
    | vero/falso | juiste antwoord | goede antwoord | correct antwoord | antwoord | antwoorden | waar/onwaar | rätt svar
    | korrekt svar | svar | rigtigt svar | riktig svar | fasit | poprawna odpowiedź | prawidłowa odpowiedź
    | poprawne odpowiedzi | odpowiedź | odpowiedzi | prawda/fałsz | správná odpověď | odpověď | doğru cevap
    | doğru yanıt | doğru şık | cevap | cevap anahtarı | yanıt | doğru/yanlış | правильный ответ | правильные ответы
    | верный ответ | ответ | ответы | правильна відповідь | відповідь | đáp án đúng | đáp án | câu trả lời đúng
    | jawaban benar | jawaban yang benar | kunci jawaban | jawaban | الإجابة الصحيحة | الجواب الصحيح | الإجابة | 正确答案
    | 答案 | 正確答案 | 正解 | 答え | 解答 | 정답 | 답`,
  options: `antwortmöglichkeiten | antwortoptionen | optionen | auswahlmöglichkeiten | choix | choix de réponse | opciones
    | alternativas | opções | opzioni | opties | alternativ | svarsalternativ | opcje | možnosti | seçenekler | şıklar
    | варианты | варианты ответа | варианты ответов | lựa chọn | các lựa chọn | pilihan | pilihan jawaban | الخيارات
    | 选项 | 選項 | 選択肢 | 보기 | 선택지`,
  points: `punkte | punktzahl | bewertung | puntos | puntuación | puntaje | points (fr) | barème | pontos
    | pontuação | valor | punti | punteggio | punten | poäng | point | poeng | punkty | liczba punktów | puan
    | баллы | балл | бали | điểm | điểm số | poin | skor | nilai | الدرجة | الدرجات | النقاط | 分数 | 分值 | 得分 | 分數 | 配点
    | 点数 | 배점 | 점수`,
  penalty: `abzug | punktabzug | minuspunkte | pénalité | penalización | puntos negativos | penalidade | penalità
    | strafpunten | kara | ceza puanı | штраф | 扣分`,
  explanation: `erläuterung | erklärung | begründung | rückmeldung | kommentar | explication | justification | explicación
    | retroalimentación | comentario | comentarios | explicação | justificativa | comentário | feedback (opcional)
    | spiegazione | commento | uitleg | toelichting | förklaring | forklaring | wyjaśnienie | komentarz | vysvětlení
    | açıklama | объяснение | пояснение | комментарий | пояснення | giải thích | lời giải | penjelasan | pembahasan
    | الشرح | التوضيح | تفسير | 解析 | 解释 | 说明 | 解釋 | 解説 | 해설 | 설명`,
  category: `kategorie | thema | themengebiet | fach | bereich | abschnitt | catégorie | thème | matière | categoría
    | tema | materia | categoria | assunto | disciplina | argomento | materia | categorie | onderwerp | vak | kategori
    | ämne | emne | kategoria | temat | przedmiot | téma | konu | ders | категория | тема | раздел | предмет | категорія
    | danh mục | chủ đề | môn học | topik | mata pelajaran | الفئة | التصنيف | الموضوع | المادة | 分类 | 类别 | 主题 | 科目
    | 知识点 | 分類 | 類別 | カテゴリ | カテゴリー | 분류 | 카테고리 | 과목`,
  subcategory: `unterkategorie | unterthema | kapitel | sous-catégorie | sous-thème | chapitre | subcategoría | subtema
    | capítulo | subcategoria | subassunto | sottocategoria | capitolo | subcategorie | hoofdstuk | podkategoria
    | rozdział | alt konu | подкатегория | подтема | chương | 子分类 | 章节`,
  tags: `schlagwörter | schlagworte | stichwörter | mots-clés | mots clés | étiquettes | etiquetas | palabras clave
    | palavras-chave | etichette | parole chiave | trefwoorden | nyckelord | taggar | tagi | słowa kluczowe | štítky
    | etiketler | теги | метки | ключевые слова | теґи | từ khóa | thẻ | الوسوم | 标签 | 標籤 | タグ | 태그`,
  difficulty: `schwierigkeit | schwierigkeitsgrad | difficulté | niveau de difficulté | niveau | dificultad
    | nivel de dificultad | nivel | dificuldade | nível de dificuldade | nível | difficoltà | livello di difficoltà
    | livello | moeilijkheid | moeilijkheidsgraad | svårighetsgrad | sværhedsgrad | vanskelighetsgrad | trudność
    | poziom trudności | poziom | obtížnost | zorluk | zorluk seviyesi | zorluk derecesi | сложность
    | уровень сложности | складність | độ khó | mức độ | tingkat kesulitan | الصعوبة | مستوى الصعوبة | 难度 | 难度等级
    | 難度 | 難易度 | 난이도`,
  time_limit_seconds: `zeit | zeitlimit | zeit (sek) | zeit in sekunden | bearbeitungszeit (sek) | temps
    | temps (secondes) | temps en secondes | limite de temps | durée (secondes) | tiempo | tiempo (segundos)
    | tiempo límite | tiempo en segundos | límite de tiempo | tempo | tempo (segundos) | tempo limite | tempo (secondi)
    | tijd (seconden) | tijdslimiet | tidsgräns | tidsbegrænsning | czas | limit czasu | czas (s) | süre | süre (saniye)
    | время | время (сек) | лимит времени | thời gian | thời gian (giây) | waktu | waktu (detik) | 时间 | 时限 | 制限時間
    | 시간 제한 | 제한 시간`,
  time_limit_minutes: `zeit (min) | zeit in minuten | durée (minutes) | temps (minutes) | tiempo (minutos)
    | tempo (minutos) | tempo (minuti) | tijd (minuten) | czas (min) | süre (dakika) | время (мин)`,
  tolerance: `toleranz | tolérance | tolerancia | tolerância | tolleranza | tolerantie | tolerans | tolerancja | допуск`,
  unit: `einheit | unité | unidad | unidade | unità | eenheid | enhet | enhed | jednostka | birim | единица измерения`,
  case_sensitive: `groß-/kleinschreibung | groß-/kleinschreibung beachten | sensible à la casse
    | distingue mayúsculas | wielkość liter`,
  shuffle_options: `mischen | antworten mischen | mélanger | mélanger les réponses | mezclar | mezclar respuestas
    | embaralhar | mescola | husselen | slumpa | losowa kolejność | karıştır | перемешать`,
  image: `bild | grafik | imagen | imagem | immagine | afbeelding | bilde | billede | obraz | obrázek | resim | görsel
    | изображение | картинка | зображення | hình ảnh | gambar | صورة | الصورة | 图片 | 圖片 | 画像 | 이미지 | 그림`,
  external_id: `kennung | identifiant | identificador | código | identificativo | kod pytania | идентификатор | 编号 | 題號`,
  language: `sprache | langue | idioma | lingua | taal | språk | sprog | język | jazyk | dil | язык | мова | ngôn ngữ
    | bahasa | اللغة | 语言 | 語言 | 言語 | 언어`,
  required: `pflicht | pflichtfrage | obligatoire | obligatorio | obrigatório | obbligatoria | verplicht | obligatorisk
    | wymagane | zorunlu | обязательный | 必填 | 必須`,
  hint: `hinweis | tipp | indice | pista | dica | suggerimento | ledtråd | wskazówka | ipucu | подсказка | gợi ý | petunjuk
    | تلميح | 提示 | ヒント | 힌트`,
  ignored: `lfd. nr. | lfd nr | laufende nummer | nummer | numéro | número | num. | numero | lp. | lp | č. | sıra
    | sıra no | № | № п/п | n п/п | номер | stt | nomor | الرقم | م | رقم | 序号 | 编号 | 題號 | 番号 | 번호 | autor | auteur
    | autore | автор | status (optional)`,
};
